package org.kubeos.diskimage.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kubeos.diskimage.ext4.Images.MIB;
import static org.kubeos.diskimage.ext4.Images.OPTIONS;
import static org.kubeos.diskimage.ext4.Images.fill;
import static org.kubeos.diskimage.ext4.Images.meta;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.Tool;

/** Every kind of file at every boundary, judged by e2fsck and debugfs. */
class Ext4WriterTest {

    /** user::rw-, user:1000:rwx, group::r--, mask::rwx, other::r-- */
    private static final byte[] ACL = HexFormat.of()
            .parseHex("0200000001000600ffffffff02000700e803000004000400ffffffff10000700ffffffff20000400ffffffff");

    private static final byte[] CAPABILITY = HexFormat.of().parseHex("0100000200200000000000000000000000000000");

    @TempDir
    Path directory;

    private void check(long size, Ext4Options options, List<? extends FileNode> nodes) throws IOException {
        Path image = directory.resolve("image");
        Images.write(image, size, options, nodes);
        E2fsck.expectClean(image);
        Images.expectSame(image, options, nodes);
    }

    private static FileNode file(String path, int size) {
        var bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + size + (i >> 8));
        }
        return new FileNode.RegularFile(path, meta(0644), FileContent.of(bytes));
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 64, 600, 2560, 14 << 10})
    void emptyFileSystem(long mebibytes) throws IOException {
        check(mebibytes * MIB, OPTIONS.withLabel("ROOT-A"), List.of());
    }

    @ParameterizedTest
    @CsvSource({"8,1024", "64,1024", "600,1024", "2560,1024"})
    void emptyFileSystemOfSmallBlocks(long mebibytes, int blockSize) throws IOException {
        check(mebibytes * MIB, OPTIONS.withBlockSize(blockSize), List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 4096})
    void filesOfEverySize(int blockSize) throws IOException {
        var nodes = new ArrayList<FileNode>();
        for (int size : new int[] {0, 1, 59, 60, 1023, 1024, 1025, 4095, 4096, 4097, 32767, 32768, 32769, 1 << 20}) {
            nodes.add(file("sizes/" + size, size));
        }
        check(64 * MIB, OPTIONS.withBlockSize(blockSize), nodes);
        check(64 * MIB, OPTIONS.withBlockSize(blockSize).withChecksums(false), nodes);
    }

    @Test
    void everyTypeOfFile() throws IOException {
        check(
                16 * MIB,
                OPTIONS,
                List.of(
                        new FileNode.Directory("", meta(0711)),
                        new FileNode.Directory("etc", meta(0750)),
                        file("etc/passwd", 100),
                        new FileNode.HardLink("etc/passwd-", meta(0), "etc/passwd"),
                        new FileNode.HardLink("passwd", meta(0), "etc/passwd-"),
                        new FileNode.Device("dev/null", meta(0666), FileNode.DeviceType.CHARACTER, 1, 3),
                        new FileNode.Device("dev/sda", meta(0660), FileNode.DeviceType.BLOCK, 8, 255),
                        new FileNode.Device("dev/big", meta(0660), FileNode.DeviceType.BLOCK, 259, 70000),
                        new FileNode.Device("dev/most", meta(0660), FileNode.DeviceType.CHARACTER, 4095, 0xFFFFF),
                        new FileNode.Fifo("run/fifo", meta(0600)),
                        new FileNode.Socket("run/socket", meta(0777)),
                        new FileNode.RegularFile("bin/su", meta(04755), FileContent.of(new byte[10])),
                        new FileNode.Directory("tmp", meta(01777)),
                        new FileNode.Directory("run", meta(0700))));
    }

    @Test
    void symbolicLinksAroundEveryBoundary() throws IOException {
        var nodes = new ArrayList<FileNode>();
        for (int length : new int[] {1, 58, 59, 60, 61, 120, 255, 256, 1023, 4094, 4095}) {
            nodes.add(new FileNode.SymbolicLink("link" + length, meta(0777), "t".repeat(length)));
        }
        check(8 * MIB, OPTIONS, nodes);
    }

    @Test
    void extendedAttributesInInodeAndBlock() throws IOException {
        var nodes = new ArrayList<FileNode>();
        int n = 0;
        for (Map<String, byte[]> xattrs : List.<Map<String, byte[]>>of(
                Map.of("user.empty", new byte[0]),
                Map.of("security.capability", CAPABILITY),
                Map.of(
                        "security.selinux",
                        "system_u:object_r:bin_t:s0\0".getBytes(),
                        "security.capability",
                        CAPABILITY),
                Map.of("system.posix_acl_access", ACL),
                Map.of("system.posix_acl_access", ACL, "user.b", new byte[200], "trusted.x", new byte[] {1, 2, 3}),
                Map.of("user.most", new byte[4096 - 32 - 24 - 4]),
                Map.of("user.fits", new byte[64], "user.tail", new byte[65], "user.a", new byte[3]))) {
            var metadata = new FileMetadata(0644, 1, 2, Images.TIME, xattrs);
            nodes.add(new FileNode.RegularFile("file" + n, metadata, FileContent.of(new byte[n])));
            nodes.add(new FileNode.Directory("dir" + n, metadata));
            nodes.add(new FileNode.SymbolicLink("link" + n++, metadata, "target"));
        }
        nodes.add(new FileNode.Directory(
                "acl", new FileMetadata(0755, 0, 0, Images.TIME, Map.of("system.posix_acl_default", ACL))));
        check(8 * MIB, OPTIONS, nodes);
    }

    @Test
    void attributeBlocksAreShared() throws IOException {
        var nodes = new ArrayList<FileNode>();
        for (int i = 0; i < 2500; i++) {
            var metadata = new FileMetadata(
                    0644,
                    1,
                    2,
                    Images.TIME,
                    Map.of(
                            "user.big",
                            fill("" + (i % 2 == 0 ? "" : i % 300), 900).getBytes()));
            nodes.add(new FileNode.Fifo("f" + i, metadata));
        }
        check(12 * MIB, OPTIONS.withInodes(new Ext4Options.Inodes.Count(3000)), nodes);
    }

    @Test
    void ownersAndTimesAtTheirLimits() throws IOException {
        var nodes = new ArrayList<FileNode>();
        for (long id : new long[] {0, 65535, 65536, 0x7FFF_FFFFL, 0xFFFF_FFFEL, 0xFFFF_FFFFL}) {
            nodes.add(new FileNode.Fifo("id" + id, new FileMetadata(0, id, 0xFFFF_FFFFL - id, Images.TIME, Map.of())));
        }
        for (String time : List.of(
                "1901-12-13T20:45:52Z",
                "1969-12-31T23:59:59.999999999Z",
                "1970-01-01T00:00:00Z",
                "2038-01-19T03:14:07.123456789Z",
                "2038-01-19T03:14:08Z",
                "2106-02-07T06:28:16Z",
                "2446-05-10T22:38:55.999999999Z")) {
            nodes.add(new FileNode.Fifo("time" + time, FileMetadata.ofRoot(0600, Instant.parse(time))));
        }
        check(8 * MIB, OPTIONS, nodes);
    }

    @Test
    void optionsReachTheSuperblock() throws IOException {
        Ext4Options options = OPTIONS.withLabel("BOOT größe")
                .withInodes(new Ext4Options.Inodes.Count(4096))
                .withReservedPercent(7)
                .withHashSeed(new UUID(1, 2));
        check(100 * MIB, options, List.of());
        assertThat(superblock())
                .containsEntry("Filesystem volume name", "BOOT größe")
                .containsEntry("Filesystem UUID", options.uuid().toString())
                .containsEntry("Directory Hash Seed", new UUID(1, 2).toString())
                .containsEntry("Inode count", "4096")
                .containsEntry("Reserved block count", String.valueOf(100 * MIB / 4096 / 100 * 7))
                .containsEntry("Filesystem created", "Thu Jan  1 00:00:00 2026")
                .hasEntrySatisfying(
                        "Filesystem features",
                        features -> assertThat(features.split(" "))
                                .containsExactlyInAnyOrder(
                                        "has_journal",
                                        "ext_attr",
                                        "resize_inode",
                                        "dir_index",
                                        "filetype",
                                        "extent",
                                        "64bit",
                                        "flex_bg",
                                        "sparse_super",
                                        "large_file",
                                        "huge_file",
                                        "dir_nlink",
                                        "extra_isize",
                                        "metadata_csum"));
        check(100 * MIB, OPTIONS.withJournal(false), List.of());
        assertThat(superblock().get("Filesystem features")).doesNotContain("has_journal");
        check(100 * MIB, OPTIONS.withChecksums(false), List.of());
        assertThat(superblock().get("Filesystem features")).doesNotContain("metadata_csum");
    }

    private Map<String, String> superblock() {
        var fields = new TreeMap<String, String>();
        for (String line : Tool.run("dumpe2fs", "-h", directory.resolve("image").toString())
                .expectSuccess()
                .lines()) {
            String[] parts = line.split(": +", 2);
            fields.put(parts[0], parts[parts.length - 1]);
        }
        return fields;
    }

    @ParameterizedTest
    @CsvSource({"100,4096", "127,4096", "129,4096", "5000,4096", "50000,4096", "5000,1024", "50000,1024"})
    void largeDirectories(int entries, int blockSize) throws IOException {
        var nodes = new ArrayList<FileNode>();
        for (int i = 0; i < entries; i++) {
            nodes.add(new FileNode.HardLink("d/name of a file " + i + "é", meta(0), "target" + i % 10));
        }
        for (int i = 0; i < 10; i++) {
            nodes.add(i, new FileNode.Fifo("target" + i, meta(0600)));
        }
        check(64 * MIB, OPTIONS.withBlockSize(blockSize), nodes);
        check(64 * MIB, OPTIONS.withBlockSize(blockSize).withChecksums(false), nodes);
    }
}
