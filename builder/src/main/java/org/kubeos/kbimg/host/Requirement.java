package org.kubeos.kbimg.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Something that a build needs of the host. */
public sealed interface Requirement {

    /** What is needed, in a few words: "mmdebstrap (installs Debian packages)". */
    String description();

    /** The Debian package that brings it; empty where no package can. */
    Optional<String> debianPackage();

    /** Why it isn't met and what to do, or empty if it is met. */
    Optional<String> problem();

    /**
     * A program on the search path of kbimg's processes.
     *
     * @param purpose what it is needed for: "installs Debian packages"
     */
    record Program(String name, String purpose, String providedBy) implements Requirement {
        @Override
        public String description() {
            return name + " (" + purpose + ")";
        }

        @Override
        public Optional<String> debianPackage() {
            return Optional.of(providedBy);
        }

        @Override
        public Optional<String> problem() {
            boolean found = ProcessRunner.SEARCH_PATH.stream()
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
            return found
                    ? Optional.empty()
                    : Optional.of(
                            name + " is missing; it " + purpose + ". Install the Debian package " + providedBy + ".");
        }
    }

    /**
     * At least 65,536 subordinate user and group ids, the owners in a root file system that an ordinary user builds.
     *
     * @param uidFile {@code /etc/subuid}
     * @param gidFile {@code /etc/subgid}
     */
    record SubordinateIds(String user, Path uidFile, Path gidFile) implements Requirement {

        private static final long NEEDED = 65_536;

        @Override
        public String description() {
            return "subordinate user and group ids for " + user;
        }

        @Override
        public Optional<String> debianPackage() {
            return Optional.empty();
        }

        @Override
        public Optional<String> problem() {
            return Stream.of(uidFile, gidFile)
                    .filter(file -> idsIn(file) < NEEDED)
                    .findFirst()
                    .map(file -> user + " has fewer than " + NEEDED + " ids in " + file
                            + ". As root, run: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "
                            + user);
        }

        private long idsIn(Path file) {
            try (var lines = Files.lines(file)) {
                return lines.map(line -> line.split(":"))
                        .filter(fields -> fields.length == 3 && fields[0].equals(user))
                        .mapToLong(fields -> fields[2].matches("\\d{1,10}") ? Long.parseLong(fields[2]) : 0)
                        .max()
                        .orElse(0);
            } catch (IOException e) {
                return 0;
            }
        }
    }

    /**
     * The kernel's permission for an ordinary user to make a user namespace.
     *
     * @param sysctl {@code /proc/sys}
     */
    record UserNamespaces(Path sysctl) implements Requirement {
        @Override
        public String description() {
            return "user namespaces for ordinary users";
        }

        @Override
        public Optional<String> debianPackage() {
            return Optional.empty();
        }

        @Override
        public Optional<String> problem() {
            return forbiddenBy("user/max_user_namespaces", "0", "15000")
                    .or(() -> forbiddenBy("kernel/unprivileged_userns_clone", "0", "1"))
                    .or(() -> forbiddenBy("kernel/apparmor_restrict_unprivileged_userns", "1", "0"));
        }

        private Optional<String> forbiddenBy(String key, String forbidding, String allowing) {
            try {
                Path file = sysctl.resolve(key);
                return Files.exists(file) && Files.readString(file).strip().equals(forbidding)
                        ? Optional.of("Ordinary users may not make user namespaces. As root, run: sysctl -w "
                                + key.replace('/', '.') + "=" + allowing)
                        : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }
}
