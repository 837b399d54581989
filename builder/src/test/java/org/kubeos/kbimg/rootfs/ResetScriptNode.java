package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.kubeos.nodelayout.PersistConf;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.nodelayout.ResetList;
import org.kubeos.testkit.Tool;

/** An image and a PERSIST, in directories, on which the scripts of the initramfs run with the kernel's own overlays. */
final class ResetScriptNode {

    /** Gives the commands it gets a root with these directories, the programs of this machine, and empty mounts. */
    private static final String IN_INITRAMFS = """
            set -e
            dir=$1 commands=$2
            root=$dir/initramfs
            mkdir -p "$root"
            mount -t tmpfs tmpfs "$root"
            cd "$root"
            mkdir usr proc dev run run/systemd run/systemd/system tmp sysroot node
            mount --rbind /usr usr
            for name in bin sbin lib lib32 lib64 libx32; do
                if [ -L "/$name" ]; then
                    cp -P "/$name" .
                elif [ -d "/$name" ]; then
                    mkdir "$name"
                    mount --rbind "/$name" "$name"
                fi
            done
            mount --rbind /proc proc
            mount --rbind /dev dev
            mount --bind "$dir" node
            mount --bind "$dir/image" sysroot
            mount -o remount,bind,ro sysroot
            mount --bind "$dir/persist" sysroot/persist
            exec env -i PATH=/node/faults:/node/bin:/usr/sbin:/usr/bin:/sbin:/bin TZ=UTC chroot . sh -e -c "$commands"
            """;

    private static final String FAULT = """
            #!/bin/sh
            count=$(($(cat /node/count) + 1))
            echo "$count" >/node/count
            cut=$(cat /node/cut)
            [ "$cut" != "$count-before" ] || { kill -9 "$PPID"; exit 1; }
            env PATH=/usr/sbin:/usr/bin:/sbin:/bin "${0##*/}" "$@"
            code=$?
            [ "$cut" != "$count-after" ] || kill -9 "$PPID"
            exit "$code"
            """;

    private final Path directory;

    ResetScriptNode(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(image().resolve("persist"));
        Files.createDirectories(persist());
        image(
                PersistConf.PATH,
                "# comment\nunion /etc\nunion /var nosuid,dev\nwritable /var/data\nunion /var/lib/inner\n");
        Files.createDirectories(image().resolve("var/data"));
        Path scripts = new DracutModule("kubeos-persist").writeInto(directory);
        Path bin = Files.createDirectories(directory.resolve("bin"));
        for (String script : new String[] {"kubeos-persist", "kubeos-reset"}) {
            Files.copy(scripts.resolve(script + ".sh"), bin.resolve(script));
            makeExecutable(bin.resolve(script));
        }
    }

    private static void makeExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path image() {
        return directory.resolve("image");
    }

    Path persist() {
        return directory.resolve("persist");
    }

    Path list() {
        return persist().resolve(PersistLayout.RESET_LIST);
    }

    Path upper(String union) {
        return persist().resolve(PersistLayout.upperOf(union));
    }

    void image(String path, String content) throws IOException {
        write(image().resolve(path), content);
    }

    static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** Runs commands as on the running node: in the directory where the overlay of a union path is mounted. */
    void change(String union, String commands) throws IOException {
        Files.createDirectories(upper(union));
        Files.createDirectories(upper(union).resolveSibling(PersistLayout.WORK));
        run("mount -t overlay overlay " + options(union) + " /sysroot" + union + "\ncd /sysroot" + union + "\n"
                        + commands)
                .expectSuccess();
    }

    /** All that the node has at a union path. */
    Map<String, String> view(String union) throws IOException {
        Path copy = directory.resolve("view");
        Tool.run("rm", "-rf", copy.toString()).expectSuccess();
        change(union, "cp -a . /node/view");
        return files(copy);
    }

    private static String options(String union) {
        String layers = "/sysroot/persist/" + PersistLayout.UNION + union;
        return "-o lowerdir=/sysroot" + union + ",upperdir=" + layers + "/" + PersistLayout.UPPER + ",workdir=" + layers
                + "/" + PersistLayout.WORK + ",redirect_dir=off,index=off,metacopy=off";
    }

    void ask(ResetList list) throws IOException {
        write(list(), list.text());
    }

    /** Runs the script. */
    Tool.Result reset() {
        return run("kubeos-reset");
    }

    /** Has the script end before or after one of the commands that change something. */
    Tool.Result reset(String cut) throws IOException {
        Path faults = Files.createDirectories(directory.resolve("faults"));
        for (String command : new String[] {"mkdir", "chown", "chmod", "mv", "rm", "mount", "umount"}) {
            Files.writeString(faults.resolve(command), FAULT);
            makeExecutable(faults.resolve(command));
        }
        Files.writeString(directory.resolve("count"), "0\n");
        Files.writeString(directory.resolve("cut"), cut + "\n");
        Tool.Result result = run("exec kubeos-reset");
        Tool.run("rm", "-r", faults.toString()).expectSuccess();
        return result;
    }

    Tool.Result run(String commands) {
        return Tool.run("unshare", "-m", "sh", "-c", IN_INITRAMFS, "sh", directory.toString(), commands);
    }

    /** Each file with its type, mode, owner, and content. Links are not followed. */
    static Map<String, String> files(Path tree) throws IOException {
        var files = new TreeMap<String, String>();
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.toList()) {
                files.put(tree.relativize(path).toString(), describe(path));
            }
        }
        files.remove("");
        return files;
    }

    private static String describe(Path path) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(path, "unix:mode,uid,gid,rdev", LinkOption.NOFOLLOW_LINKS);
        String words = Integer.toOctalString((Integer) attributes.get("mode")) + " " + attributes.get("uid") + ":"
                + attributes.get("gid") + " ";
        if (Files.isSymbolicLink(path)) {
            return words + Files.readSymbolicLink(path);
        }
        return words + (Files.isRegularFile(path) ? Files.readString(path) : attributes.get("rdev"));
    }
}
