package org.kubeos.kbimg.host.sandbox;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The part of the host that its own programs see in a sandbox: themselves, and the configuration that they need. */
final class VisibleHostFiles {

    private static final List<String> TOP_LEVEL = List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    /** Files and directories of /etc that programs need to start, to look up names of accounts, and to verify signatures. */
    private static final List<String> FOR_PROGRAMS = List.of(
            "alternatives",
            "crypto-policies",
            "group",
            "ld.so.cache",
            "ld.so.conf",
            "ld.so.conf.d",
            "nsswitch.conf",
            "passwd",
            "rpm");

    /** Files and directories of /etc that downloads need besides. */
    private static final List<String> FOR_DOWNLOADS = List.of(
            "apt",
            "ca-certificates",
            "ca-certificates.conf",
            "gai.conf",
            "host.conf",
            "hosts",
            "pki",
            "protocols",
            "resolv.conf",
            "services",
            "ssl");

    private VisibleHostFiles() {}

    /** Arguments of bubblewrap that make the links which lead into /usr where the host has merged the two. */
    static List<String> links() {
        var arguments = new ArrayList<String>();
        for (String name : TOP_LEVEL) {
            if (Files.isSymbolicLink(Path.of("/", name))) {
                arguments.addAll(List.of("--symlink", "usr/" + name, "/" + name));
            }
        }
        return arguments;
    }

    static List<BindMount> programs() {
        Stream<Path> directories = Stream.concat(Stream.of("usr"), TOP_LEVEL.stream())
                .map(name -> Path.of("/", name))
                .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
        return Stream.concat(directories, configuration(FOR_PROGRAMS))
                .map(BindMount::readable)
                .toList();
    }

    /** The files that downloads need besides {@link #programs}. */
    static List<BindMount> network() {
        return configuration(FOR_DOWNLOADS).map(BindMount::readable).toList();
    }

    private static Stream<Path> configuration(List<String> names) {
        return names.stream().map(name -> Path.of("/etc", name)).filter(Files::exists);
    }
}
