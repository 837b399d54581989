package org.kubeos.kbimg.artifact.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.ext4.Ext4Options;
import org.kubeos.diskimage.ext4.Ext4Writer;
import org.kubeos.diskimage.raw.RawWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.testkit.Tool;

/** Distributions, and strangers' images, have os-release in various places and as all kinds of links. */
class OsReleaseLinksTest {

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final FileMetadata META = FileMetadata.ofRoot(0755, TIME);

    @TempDir
    private Path directory;

    /** The file is at the path of the first column; an equals sign tells where a link is. */
    @ParameterizedTest
    @CsvSource({
        "usr/lib/os-release,                ''",
        "usr/lib/os-release,                etc/os-release=../usr/lib/os-release",
        "usr/lib/os-release,                etc/os-release=/usr/lib/os-release",
        "usr/lib/os-release,                etc/os-release=../../../usr/lib/os-release",
        "usr/lib/os-release,                etc/os-release=../usr/lib/none",
        "usr/lib/os-release,                etc/os-release=os-release",
        "etc/os-release,                    ''",
        "etc/os-release,                    usr/lib/os-release=../../etc/os-release",
        "etc/os-release,                    usr/lib/os-release=/etc/os-release",
        "usr/lib/os.release.d/os-release-x, usr/lib/os-release=./os.release.d/os-release-x",
        "usr/lib/os.release.d/os-release-x, etc/os-release=../lib/os-release lib=usr/lib usr/lib/os-release=os.release.d/os-release-x",
    })
    void findsTheFile(String file, String links) throws IOException {
        assertThat(ofDisk(file, links)).contains("debian");
        assertThat(ofArchive(file, links)).contains("debian");
    }

    @ParameterizedTest
    @CsvSource({
        "etc/other, etc/os-release=../usr/lib/os-release usr/lib/os-release=/etc/os-release",
        "etc/other, usr/lib/os-release=../../../../../../etc/os-release",
        "etc/other, usr/lib/os-release=none",
        "etc/other, usr/lib/os-release=/etc",
    })
    void whatLeadsNowhereIsNone(String file, String links) throws IOException {
        assertThat(ofDisk(file, links)).isEmpty();
        assertThat(ofArchive(file, links)).isEmpty();
    }

    private Optional<String> ofArchive(String file, String links) {
        return UpgradeImageDescription.osRelease(new FileTree(nodes(file, links), TIME))
                .get("ID");
    }

    private Optional<String> ofDisk(String file, String links) throws IOException {
        Path image = directory.resolve("image");
        Ext4Options options = Ext4Options.of(UUID.nameUUIDFromBytes(new byte[0]), TIME);
        try (var disk = RawWriter.create(image, 16 << 20);
                var fileSystem = Ext4Writer.create(disk, options)) {
            for (FileNode node : nodes(file, links)) {
                fileSystem.add(node);
            }
            fileSystem.finish();
        }
        Tool.run("e2fsck", "-fn", image.toString()).expectSuccess();
        Optional<String> id = ImageDescription.read(image).osRelease().get("ID");
        Files.delete(image);
        return id;
    }

    private static List<FileNode> nodes(String file, String links) {
        var nodes = new ArrayList<FileNode>();
        for (String path : List.of("etc", "usr", "usr/lib", "usr/lib/os.release.d")) {
            nodes.add(new Directory(path, META));
        }
        nodes.add(new RegularFile(file, META, FileContent.of("ID=debian\n".getBytes(StandardCharsets.UTF_8))));
        for (String link : links.isEmpty() ? new String[0] : links.split(" ")) {
            String[] parts = link.split("=");
            nodes.add(new SymbolicLink(parts[0], META, parts[1]));
        }
        return nodes;
    }
}
