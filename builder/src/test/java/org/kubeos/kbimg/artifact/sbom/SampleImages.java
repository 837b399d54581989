package org.kubeos.kbimg.artifact.sbom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.process.Progress;

/** Bills of materials of small root file systems. */
final class SampleImages {

    static final Instant DATE = Instant.parse("2026-01-01T00:00:00Z");
    static final String SECRET = "sesame-open-4711";

    private static final String STATUS = """
            Package: dash
            Status: install ok installed
            Maintainer: Andrej Shadura <andrewsh@debian.org>
            Architecture: amd64
            Version: 0.5.12-2
            Depends: debianutils (>= 5.6-0.1), libc6:any (>= 2.34) | musl, shell-of-nobody
            Pre-Depends: libc6
            Description: POSIX-compliant shell
            Homepage: http://gondor.apana.org.au/~herbert/dash/

            Package: libc6
            Status: install ok installed
            Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>
            Architecture: amd64
            Source: glibc (2.36-9)
            Version: 2.36-9+b1
            Provides: libc6.1 (= 2)

            Package: gone
            Status: deinstall ok config-files
            Architecture: all
            Version: 1

            Package: gawk
            Status: install ok installed
            Architecture: amd64
            Version: 1:5.2.1-2

            Package: debianutils
            Status: install ok installed
            Maintainer: A team without an address
            Architecture: all
            Version: 5.7-0.5
            """;

    private static final String COPYRIGHT = """
            Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

            Files: *
            License: %s
            """;

    private static final String RPMS = """
            [ {"name": "bash", "version": "5.2.15", "release": "9.oe2403", "architecture": "x86_64",
               "vendor": "http://openeuler.org", "license": "GPLv3+", "source": "bash-5.2.15-9.oe2403.src.rpm"},
              {"name": "bind-libs", "epoch": "32", "version": "9.18.21", "release": "4.oe2403", "architecture": "x86_64",
               "vendor": "http://openeuler.org", "license": "MPLv2.0 and BSD", "source": "bind-9.18.21-4.oe2403.src.rpm"} ]""";

    static final List<PackageDescription> DEBIAN_ARCHIVES = List.of(
            archive("dash", "0.5.12-2", "amd64", "http://user:" + SECRET + "@mirror.example.org/pool/dash.deb", "1"),
            archive("gawk", "1:5.2.1-2", "amd64", "http://mirror.example.org/pool/gawk.deb", "2"),
            archive("gone", "1", "all", "http://mirror.example.org/pool/gone.deb", "3"));

    static final List<PackageDescription> RPM_ARCHIVES = List.of(
            archive("bash", "0:5.2.15-9.oe2403", "x86_64", "https://mirror.example.org/bash.rpm", "4"),
            archive("bind-libs", "32:9.18.21-4.oe2403", "x86_64", "https://mirror.example.org/bind-libs.rpm", "5"));

    private SampleImages() {}

    private static PackageDescription archive(
            String name, String version, String architecture, String url, String digit) {
        return new PackageDescription(
                name, version, architecture, new DataSize(1000), Optional.empty(), url, "sha256:" + digit.repeat(64));
    }

    /** @param directory an empty one */
    static BillOfMaterials debian(Path directory) throws IOException {
        var tree = new FileTree(List.of(), DATE);
        tree.writeText("usr/lib/os-release", "NAME=KubeOS\nID=kubeos\nID_LIKE=debian\nVERSION_ID=v1\n");
        tree.writeText("etc/debian_version", "12.15\n");
        tree.writeText("var/lib/dpkg/status", STATUS);
        tree.writeText("usr/share/doc/dash/copyright", COPYRIGHT.formatted("BSD-3-clause or GPL-2+"));
        tree.writeText("usr/share/doc/gawk/copyright", COPYRIGHT.formatted("public-domain"));
        tree.writeText("usr/share/doc/debianutils/copyright", "Written by A.");
        tree.writeText("etc/motd", "Hello\n");
        tree.writeFile("etc/shadow", 0640, bytes(SECRET));
        tree.writeFile("root/key", 0644, bytes(SECRET));
        tree.link("etc/localtime", "../usr/share/zoneinfo/UTC");
        return bill(directory, tree, "root/key", "etc/shadow", "etc/motd", "etc/localtime")
                .with(DEBIAN_ARCHIVES);
    }

    /** @param directory an empty one */
    static BillOfMaterials rpm(Path directory) throws IOException {
        var tree = new FileTree(List.of(), DATE);
        tree.writeText("usr/lib/os-release", "NAME=KubeOS\nID=kubeos\nID_LIKE=openEuler\nVERSION_ID=v1\n");
        tree.writeText("etc/openEuler-release", "openEuler release 24.03 (LTS)\n");
        tree.writeText("usr/lib/kubeos/packages.json", RPMS);
        return bill(directory, tree).with(RPM_ARCHIVES);
    }

    /**
     * A container whose hostshell was added.
     *
     * @param directory an empty one
     */
    static BillOfMaterials container(Path directory) throws IOException {
        var tree = new FileTree(List.of(), DATE);
        tree.writeText("usr/lib/os-release", "NAME=\"Debian GNU/Linux\"\nID=debian\nVERSION_ID=\"12\"\n");
        tree.writeText("var/lib/dpkg/status", STATUS);
        List<FileNode> base = List.copyOf(tree.nodes());
        tree.writeFile("usr/bin/hostshell", 0755, bytes("hostshell"));
        ImageConfig config = config(directory, "repository: host");
        return BillOfMaterials.ofContainer("kubeos-admin", base, tree.nodes(), config, context(directory))
                .with(DEBIAN_ARCHIVES);
    }

    private static FileContent bytes(String text) {
        return FileContent.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static BillOfMaterials bill(Path directory, FileTree tree, String... edited) throws IOException {
        // Only root can look into its home.
        tree.find("root").ifPresent(home -> tree.put(new Directory(home.path(), FileMetadata.ofRoot(0700, DATE))));
        Path archive = directory.resolve("kubeos.tar");
        try (RootfsArchive rootfs =
                RootfsArchive.create(tree.nodes(), archive).open(Optional.empty(), new TreeSet<>(List.of(edited)))) {
            return BillOfMaterials.ofNode(rootfs, config(directory, "archive: " + archive), context(directory));
        }
    }

    private static ImageConfig config(Path directory, String source) throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), """
                version: v1
                distribution: debian
                source: {%s}
                """.formatted(source));
        return new ConfigReader(List.of("debian")).read(file, List.of());
    }

    private static BuildContext context(Path directory) {
        return new BuildContext(new BuildInfo("1.2.3", DATE), DATE, directory, Progress.SILENT);
    }
}
