package org.kubeos.kbimg.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.process.ProcessRunner;

/** Something that a build needs of the host. */
public sealed interface Requirement {

    /** The program or ability: "bwrap", "subordinate ids". */
    String name();

    /** What kbimg does with it: "installs Debian packages". */
    String purpose();

    boolean isMet();

    /** The package that brings it, by its name in Debian; empty where installing doesn't help. */
    Optional<String> debianPackage();

    /** The package of this host that brings it; empty where installing doesn't help, or the host has no such package. */
    default Optional<String> packageOf(HostPackages host) {
        return debianPackage().flatMap(host::find);
    }

    /** Whether this host can have it: false if only a package that it doesn't have would bring it. */
    default boolean isObtainable(HostPackages host) {
        return debianPackage().isEmpty() || packageOf(host).isPresent();
    }

    /** What to do on this host when it isn't met, in a sentence. */
    String advice(HostPackages host);

    /** Tells a person what is missing on this machine and what to do about each. */
    static String explain(List<Requirement> unmet) {
        return explain(unmet, HostPackages.ofHost());
    }

    /** Tells a person what is missing and what to do about each. */
    static String explain(List<Requirement> unmet, HostPackages host) {
        return unmet.stream()
                .map(need -> "\n  " + need.name() + ", which " + need.purpose() + ": " + need.advice(host))
                .collect(Collectors.joining("", "This machine lacks prerequisites of the build:", ""));
    }

    private static String installing(String debianPackage, HostPackages host) {
        return host.find(debianPackage)
                .map(name -> "to install it, run as root: " + host.installCommand(List.of(name)))
                .orElse("this machine's distribution has no package of it; build on another distribution.");
    }

    /**
     * A program on the search path of kbimg's processes.
     *
     * @param providedBy the package that has it, by its name in Debian
     */
    record Program(String name, String purpose, String providedBy) implements Requirement {
        @Override
        public boolean isMet() {
            return ProcessRunner.SEARCH_PATH.stream()
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
        }

        @Override
        public Optional<String> debianPackage() {
            return Optional.of(providedBy);
        }

        @Override
        public String advice(HostPackages host) {
            return installing(providedBy, host);
        }
    }

    /**
     * Data that distributions keep in different places.
     *
     * @param files where it may be
     * @param providedBy the package that has it, by its name in Debian
     */
    record DataFile(String name, List<Path> files, String purpose, String providedBy) implements Requirement {
        public DataFile {
            files = List.copyOf(files);
        }

        @Override
        public boolean isMet() {
            return files.stream().anyMatch(Files::isReadable);
        }

        @Override
        public Optional<String> debianPackage() {
            return Optional.of(providedBy);
        }

        @Override
        public String advice(HostPackages host) {
            return installing(providedBy, host);
        }
    }

    /** The device that networks of user programs are made with. */
    record NetworkDevice(Path device) implements Requirement {

        @Override
        public String name() {
            return device.toString();
        }

        @Override
        public String purpose() {
            return "connects scripts with 'network: true'";
        }

        @Override
        public boolean isMet() {
            return Files.isReadable(device) && Files.isWritable(device);
        }

        @Override
        public Optional<String> debianPackage() {
            return Optional.empty();
        }

        @Override
        public String advice(HostPackages host) {
            return Files.exists(device)
                    ? "to let its users open it, run as root: chmod 0666 " + device
                    : "as root, run: modprobe tun";
        }
    }

    /**
     * A processor that runs an architecture's programs, or an emulator that the kernel knows for them.
     *
     * @param architecture by the kernel's name for it
     * @param host architecture of this machine
     * @param formats {@code /proc/sys/fs/binfmt_misc}
     * @see <a href="https://docs.kernel.org/admin-guide/binfmt-misc.html">binfmt_misc</a>
     */
    record Processor(String architecture, String host, Path formats) implements Requirement {

        @Override
        public String name() {
            return "a processor of architecture " + architecture;
        }

        @Override
        public String purpose() {
            return "runs the image's own programs while packages are installed";
        }

        @Override
        public boolean isMet() {
            return architecture.equals(host) || isEmulated();
        }

        private boolean isEmulated() {
            try {
                return Files.readString(formats.resolve("qemu-" + architecture)).startsWith("enabled");
            } catch (IOException e) {
                return false; // The kernel has no such format, or none at all.
            }
        }

        @Override
        public Optional<String> debianPackage() {
            return Optional.of("qemu-user-static");
        }

        @Override
        public String advice(HostPackages packages) {
            String machine = "this machine is " + host + "; build on an " + architecture + " machine";
            return packageOf(packages)
                    .map(name -> machine + ", or install the package " + name + ", which emulates one, slowly.")
                    .orElse(machine + ".");
        }
    }

    /**
     * At least 65,536 subordinate user and group ids.
     *
     * @param uidFile {@code /etc/subuid}
     * @param gidFile {@code /etc/subgid}
     * @see <a href="https://manpages.debian.org/bookworm/uidmap/subuid.5.en.html">subuid(5)</a>
     */
    record SubordinateIds(String user, Path uidFile, Path gidFile) implements Requirement {

        private static final long NEEDED = 65_536;

        /** Where useradd begins, too: SUB_UID_MIN of login.defs(5). */
        private static final long FIRST = 100_000;

        private record Range(String user, long start, long count) {
            long end() {
                return start + count;
            }
        }

        @Override
        public String name() {
            return "subordinate ids";
        }

        @Override
        public String purpose() {
            return "own the files of a root file system that an ordinary user builds";
        }

        @Override
        public boolean isMet() {
            return Stream.of(uidFile, gidFile).allMatch(file -> idsIn(file) >= NEEDED);
        }

        @Override
        public Optional<String> debianPackage() {
            return Optional.empty();
        }

        @Override
        public String advice(HostPackages host) {
            long first = Stream.of(uidFile, gidFile)
                    .flatMap(file -> rangesIn(file).stream())
                    .mapToLong(Range::end)
                    .reduce(FIRST, Math::max);
            String free = first + "-" + (first + NEEDED - 1);
            return "as root, run: usermod --add-subuids " + free + " --add-subgids " + free + " " + user;
        }

        private long idsIn(Path file) {
            return rangesIn(file).stream()
                    .filter(range -> range.user.equals(user))
                    .mapToLong(Range::count)
                    .max()
                    .orElse(0);
        }

        private static List<Range> rangesIn(Path file) {
            try (var lines = Files.lines(file)) {
                return lines.filter(line -> line.matches("[^:]+:\\d{1,10}:\\d{1,10}"))
                        .map(line -> line.split(":"))
                        .map(fields -> new Range(fields[0], Long.parseLong(fields[1]), Long.parseLong(fields[2])))
                        .toList();
            } catch (IOException e) {
                return List.of();
            }
        }
    }

    /**
     * The kernel's permission to make a user namespace.
     *
     * @param sysctl {@code /proc/sys}
     * @param root whether it is root who makes it
     */
    record UserNamespaces(Path sysctl, boolean root) implements Requirement {

        private record Switch(String key, String forbidding, String allowing, boolean forRoot) {}

        private static final List<Switch> SWITCHES = List.of(
                new Switch("user/max_user_namespaces", "0", "15000", true),
                new Switch("kernel/unprivileged_userns_clone", "0", "1", false),
                new Switch("kernel/apparmor_restrict_unprivileged_userns", "1", "0", false));

        /** What root needs on this machine. */
        public static UserNamespaces forRoot() {
            return new UserNamespaces(Path.of("/proc/sys"), true);
        }

        /** What other users need on this machine. */
        public static UserNamespaces forOrdinaryUsers() {
            return new UserNamespaces(Path.of("/proc/sys"), false);
        }

        @Override
        public String name() {
            return "user namespaces";
        }

        @Override
        public String purpose() {
            return "isolate what packages run from this machine";
        }

        @Override
        public boolean isMet() {
            return forbidding().isEmpty();
        }

        @Override
        public Optional<String> debianPackage() {
            return Optional.empty();
        }

        @Override
        public String advice(HostPackages host) {
            return "to allow them, run as root: "
                    + forbidding().stream()
                            .map(key -> "sysctl -w " + key.key().replace('/', '.') + "=" + key.allowing())
                            .collect(Collectors.joining("; "));
        }

        private List<Switch> forbidding() {
            return SWITCHES.stream()
                    .filter(key -> !root || key.forRoot())
                    .filter(this::forbids)
                    .toList();
        }

        private boolean forbids(Switch key) {
            try {
                return Files.readString(sysctl.resolve(key.key())).strip().equals(key.forbidding());
            } catch (IOException e) {
                return false; // This kernel has no such switch.
            }
        }
    }
}
