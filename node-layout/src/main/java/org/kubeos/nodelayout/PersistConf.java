package org.kubeos.nodelayout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code persist.conf}, the file from which the initramfs learns what to mount from PERSIST. A line for each mount: its kind,
 * its path and, where they differ from {@link PersistLayout#DEFAULT_OPTIONS}, its options.
 *
 * <pre>
 * # comment
 * persist /persist nosuid,dev
 * union /etc
 * writable /srv suid,nodev
 * </pre>
 *
 * @param mounts in the file's order, which does not matter: the initramfs sorts them by path
 */
public record PersistConf(List<Mount> mounts) {

    /**
     * Where the file is in a root slot. The initramfs reads it before it mounts anything over the root, so it can't be on a
     * union path.
     */
    public static final String PATH = "usr/lib/kubeos/persist.conf";

    private static final String HEAD = """
            # Paths that are writable on the read-only root: 'union' as an overlay whose upper layer lies
            # on PERSIST, 'writable' as a bind mount from PERSIST. Options of a mount are nosuid,nodev unless
            # they stand behind it.
            """;

    /** Creates the file's content. */
    public PersistConf {
        mounts = List.copyOf(mounts);
    }

    /** The kinds of mounts. */
    public enum Kind {
        /** PERSIST itself; in the file only if its options are not the default ones. */
        PERSIST,
        /** An overlay: the root's directory below, changes on PERSIST. */
        UNION,
        /** A directory of PERSIST, bound over the root's. */
        WRITABLE;

        /** The word for it in the file. */
        public String keyword() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A mount from PERSIST.
     *
     * @param kind what is mounted there
     * @param path where it is mounted, absolute
     * @param suid whether setuid programs and file capabilities take effect
     * @param dev whether device nodes can be opened
     */
    public record Mount(Kind kind, String path, boolean suid, boolean dev) {

        /** Whether the mount has the options that are the default. */
        public boolean hasDefaultOptions() {
            return !suid && !dev;
        }

        private String line() {
            String options = (suid ? "suid" : "nosuid") + "," + (dev ? "dev" : "nodev");
            return kind.keyword() + " " + path + (hasDefaultOptions() ? "" : " " + options) + "\n";
        }

        private static Mount parse(String line) throws NodeFileException {
            String[] words = line.split("\\s+");
            Kind kind = Arrays.stream(Kind.values())
                    .filter(known -> known.keyword().equals(words[0]))
                    .findFirst()
                    .orElseThrow(() -> new NodeFileException("persist.conf: unknown kind of path: " + words[0]));
            if (words.length < 2 || words.length > 3 || !words[1].startsWith("/")) {
                throw new NodeFileException("persist.conf: expected an absolute path and options: " + line);
            }
            List<String> options = words.length == 3 ? List.of(words[2].split(",")) : List.of();
            for (String option : options) {
                if (!List.of("suid", "nosuid", "dev", "nodev").contains(option)) {
                    throw new NodeFileException("persist.conf: unknown mount option: " + option);
                }
            }
            return new Mount(kind, words[1], options.contains("suid"), options.contains("dev"));
        }
    }

    /**
     * Reads the file's text.
     *
     * @throws NodeFileException if a line is neither a mount, a comment nor blank
     */
    public static PersistConf parse(String text) throws NodeFileException {
        List<Mount> mounts = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                mounts.add(Mount.parse(line));
            }
        }
        return new PersistConf(mounts);
    }

    /** The file's text. */
    public String text() {
        var text = new StringBuilder(HEAD);
        mounts.forEach(mount -> text.append(mount.line()));
        return text.toString();
    }
}
