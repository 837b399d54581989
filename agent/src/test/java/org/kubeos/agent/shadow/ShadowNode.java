package org.kubeos.agent.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.agent.node.SlotRecords.SlotRecord;
import org.kubeos.agent.service.TestNode;
import org.kubeos.nodelayout.PersistConf;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;
import org.kubeos.testkit.Tool;

/** A node in a directory, whose slots have file systems of mke2fs, and whose upper layers the kernel makes. It runs slot A. */
public final class ShadowNode {

    private final Path root;
    private final Path trees;

    public ShadowNode(Path directory) throws IOException {
        root = Files.createDirectories(directory.resolve("root"));
        trees = Files.createDirectories(directory.resolve("trees"));
        new TestNode(root);
        write(root, PersistConf.PATH, "union /etc\nunion /var\nwritable /var/lib/data\n");
        write(root, "etc/passwd", "root:x:0:0::/root:/bin/sh\nann:x:12:34::/:/bin/sh\nbroken\n");
        write(root, "etc/group", "root:x:0:\nstaff:x:34:\n");
        Files.createDirectories(persist());
    }

    public NodeRoot root() {
        return new NodeRoot(root);
    }

    Path persist() {
        return root.resolve(PersistLayout.MOUNT_POINT);
    }

    /** The upper layer of a union path. */
    Path upper(String path) throws IOException {
        return Files.createDirectories(persist().resolve(PersistLayout.upperOf(path)));
    }

    /** The files that a slot is made of. */
    public Path tree(Slot slot) throws IOException {
        return Files.createDirectories(trees.resolve(slot.name()));
    }

    /** Adds a file to a tree, or replaces it. */
    public static void write(Path tree, String path, String text) throws IOException {
        Path file = tree.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Makes a slot's file system of its tree. */
    public void fill(Slot slot) throws IOException {
        fill(device(slot), tree(slot));
    }

    /** Makes a file system of a tree. */
    public static void fill(Path image, Path tree) throws IOException {
        Files.deleteIfExists(image);
        Tool.run("mke2fs", "-q", "-t", "ext4", "-d", tree.toString(), image.toString(), "8M")
                .expectSuccess();
    }

    public Path device(Slot slot) {
        return root.resolve("dev/vda" + slot.number());
    }

    /** Makes a slot's file system, and has the agent know it as one that it has written. */
    void hold(Slot slot, String version) throws IOException {
        fill(slot);
        byte[] content = Files.readAllBytes(device(slot));
        SlotRecords.of(root())
                .put(slot, new SlotRecord(version, "", Digest.of(content), Digest.of(content), content.length));
    }

    /**
     * Runs commands in an overlay of the running image's {@code /etc}, mounted as on a node, with PERSIST's upper layer. The
     * result is the node's {@code /etc}.
     */
    public void change(String commands) throws IOException {
        Files.createDirectories(persist().resolve(PersistLayout.UNION + "/etc/" + PersistLayout.WORK));
        String script = """
                set -e
                root=$1 lower=$2 commands=$3
                layers=$root/persist/union/etc
                merged=$(mktemp -d)
                mount -t overlay overlay "$merged" \\
                    -o "lowerdir=$lower,upperdir=$layers/upper,workdir=$layers/work,redirect_dir=off,index=off,metacopy=off"
                (cd "$merged" && sh -e -c "$commands")
                cp -a "$merged/." "$root/etc.new"
                umount "$merged"
                rmdir "$merged"
                rm -r "$root/etc"
                mv "$root/etc.new" "$root/etc"
                """;
        upper("/etc");
        Path passwd = root.resolve("etc/passwd");
        String users = Files.readString(passwd);
        String groups = Files.readString(root.resolve("etc/group"));
        Tool.run(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        script,
                        "sh",
                        root.toString(),
                        tree(Slot.A).resolve("etc").toString(),
                        commands)
                .expectSuccess();
        Files.writeString(passwd, users);
        Files.writeString(root.resolve("etc/group"), groups);
    }

    Shadowed.Found find(ShadowQuery query) {
        return Shadowed.of(root()).find(query);
    }

    /** Each file as {@code path kind details}. */
    static List<String> lines(List<ShadowedFile> files) {
        return files.stream()
                .map(file -> (file.path() + " " + file.kind() + " " + String.join(", ", file.details())).strip())
                .toList();
    }
}
