package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.testkit.QemuImg;
import org.kubeos.testkit.Tool;

/** What {@code kbimg diff} prints. The whole of it is in golden files; rewrite them with -Dgolden.update=true. */
class DiffTest {

    private static final Path GOLDEN = Path.of("src/test/resources/org/kubeos/kbimg/cli/diff");

    private static final String UNIT = "[Service]\nExecStart=/bin/sh\n[Install]\nWantedBy=multi-user.target\n";

    private static final String MENU =
            "linux \"($disk,$2)/boot/vmlinuz\" \"root=PARTUUID=$root_id\" ro $on_trial 'console=tty0' %s; then\n";

    private static final String FSTAB = "/dev/disk/kubeos/1 /boot/efi vfat umask=0077 0 0\n";

    @TempDir
    Path directory;

    private Path before;
    private Path after;

    @BeforeEach
    void makeArchives() throws IOException {
        Path old = root("old", "v1", "'quiet'");
        write(old, "etc/gone", "gone");
        packages(old, "bash 5.2-1 all 100", "curl 1:8.1-2 amd64 400", "libssl3 3.0.1~rc1-1 amd64 50", "vi 9-1 amd64 7");
        Files.createSymbolicLink(old.resolve("usr/lib/current"), Path.of("old"));
        before = SmallArchive.pack(old, directory.resolve("before.tar"));

        Path now = root("new", "v2", "'quiet' 'panic=30'");
        write(now, "etc/new|file", "a".repeat(2048));
        write(now, "usr/lib/tool", "TOOL");
        Tool.run("chmod", "4755", now.resolve("usr/lib/tool").toString()).expectSuccess();
        packages(
                now, "bash 5.2-1 all 100", "curl 8.9-1 amd64 300", "libssl3 3.0.1-1 amd64 80", "nano 7.2-1 amd64 2000");
        write(now, "etc/passwd", "root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000::/home/ann:/bin/sh\n");
        write(now, "etc/group", "root:x:0:ann\nann:x:1000:\n");
        write(now, "etc/shadow", "root:$6$salt$secrethash:20000::::::\nann:!:20000::::::\n");
        Files.createSymbolicLink(now.resolve("usr/lib/current"), Path.of("new"));
        Path wants = Files.createDirectories(now.resolve("etc/systemd/system/multi-user.target.wants"));
        Files.createSymbolicLink(wants.resolve("web.service"), Path.of("/usr/lib/systemd/system/web.service"));
        Files.createSymbolicLink(now.resolve("etc/systemd/system/mail.service"), Path.of("/dev/null"));
        after = SmallArchive.pack(now, directory.resolve("after.tar"));
    }

    /** A link that leads out of the directory is nothing that JUnit likes to remove. */
    @AfterEach
    void removeRoot() {
        Tool.run("rm", "-rf", directory.resolve("new").toString());
    }

    private Path root(String name, String version, String arguments) throws IOException {
        Path root = Files.createDirectories(directory.resolve(name));
        SmallArchive.addBootAssets(root);
        write(root, "usr/lib/os-release", "NAME=KubeOS\nVERSION_ID=" + version + "\nID_LIKE=debian\n");
        write(root, "boot/efi/EFI/kubeos/grub.cfg", MENU.formatted(arguments));
        write(root, "etc/fstab", FSTAB);
        write(root, "usr/lib/systemd/system/web.service", UNIT);
        write(root, "usr/lib/systemd/system/mail.service", UNIT);
        write(root, "usr/lib/tool", "tool");
        Tool.run("chmod", "644", root.resolve("usr/lib/tool").toString()).expectSuccess();
        Files.createDirectories(root.resolve("persist"));
        return root;
    }

    private static void packages(Path root, String... packages) throws IOException {
        var status = new StringBuilder();
        for (String one : packages) {
            String[] fields = one.split(" ");
            status.append(
                    "Package: %s\nStatus: install ok installed\nVersion: %s\nArchitecture: %s\nInstalled-Size: %s\n\n"
                            .formatted((Object[]) fields));
        }
        write(root, "var/lib/dpkg/status", status.toString());
    }

    private static void write(Path root, String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static CommandLineRun diff(Object... args) {
        var line = new ArrayList<>(List.of("diff"));
        for (Object arg : args) {
            line.add(arg.toString());
        }
        return CommandLineRun.of(new DefaultBuildService(), line.toArray(String[]::new));
    }

    private String expectSuccess(CommandLineRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        return run.out().replace(directory.toString(), "DIR");
    }

    private static void assertGolden(String file, String text) throws IOException {
        Path golden = GOLDEN.resolve(file);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
    }

    @Test
    void printsWhatDiffers() throws IOException {
        assertGolden("archives.txt", expectSuccess(diff(before, after)));
        assertGolden("archives.md", expectSuccess(diff("--markdown", before, after)));
        String json = expectSuccess(diff("--json", before, after));
        assertGolden("archives.json", json);
        assertThat(new ObjectMapper().readTree(json).at("/different").asBoolean())
                .isTrue();
        assertThat(json).doesNotContain("secrethash");
    }

    @Test
    void theOtherWayRoundPackagesAreDowngraded() {
        assertThat(expectSuccess(diff(after, before)))
                .containsPattern("curl +upgraded +8.9-1 +1:8.1-2")
                .containsPattern("libssl3 +downgraded +3.0.1-1 +3.0.1~rc1-1")
                .containsPattern("nano +removed +7.2-1")
                .containsPattern("- +ann +password locked, shell /bin/sh, uid 1000");
    }

    @Test
    void listsAllFilesIfAsked() throws IOException {
        for (int i = 0; i < 30; i++) {
            write(directory.resolve("new"), "srv/" + i, "x");
        }
        Path more = SmallArchive.pack(directory.resolve("new"), directory.resolve("more.tar"));
        assertThat(expectSuccess(diff(after, more))).contains("  and 11 more; --files lists them");
        assertThat(expectSuccess(diff("--files", after, more)))
                .contains("/srv/29")
                .doesNotContain(" more;");
    }

    @Test
    void theExitCodeTellsOfDifferencesIfAsked() {
        assertThat(diff("--exit-code", before, before).exitCode()).isZero();
        assertThat(diff("--exit-code", before, after).exitCode()).isEqualTo(1);
        assertThat(diff(before, before).out()).isEqualTo(before + " -> " + before + "\nNo differences.\n");
    }

    @Test
    void comparesConfigsWithoutTheirSecrets() throws IOException {
        Path one = Files.writeString(directory.resolve("one.yaml"), """
                version: v1
                distribution: debian
                source: {repository: host}
                packages: [curl, vim]
                root: {password: $6$abcdefgh$%s}
                users:
                  - {name: ann, shell: /bin/sh}
                """.formatted("a".repeat(86)));
        Path other = Files.writeString(directory.resolve("other.yaml"), """
                version: v2
                distribution: debian
                source: {repository: host}
                packages: [vim, nano]
                root: {password: $6$abcdefgh$%s}
                users:
                  - {name: bob}
                  - {name: ann, shell: /bin/bash}
                """.formatted("b".repeat(86)));
        String text = expectSuccess(diff(one, other));
        assertGolden("configs.txt", text);
        assertThat(text).contains("******** -> ********").doesNotContain("aaaa", "bbbb");
    }

    @Test
    void anUpdateImageIsAsTheArchiveWithoutWhatIsMounted() throws IOException {
        Path root = directory.resolve("old");
        Path archive = directory.resolve("own.tar");
        Tool.run("bash", "-c", "cd \"$0\" && tar --numeric-owner -cf \"$1\" *", root.toString(), archive.toString())
                .expectSuccess();
        Tool.run("bash", "-c", "rm -r \"$0\"/boot/efi/*", root.toString()).expectSuccess();
        Path update = directory.resolve("update.img");
        Tool.run("mke2fs", "-q", "-t", "ext4", "-d", root.toString(), update.toString(), "16M")
                .expectSuccess();
        Path disk = directory.resolve("disk.qcow2");
        QemuImg.convertFromRaw(update, disk, "qcow2");
        for (Path image : List.of(update, disk)) {
            String name = "DIR/" + image.getFileName();
            assertThat(expectSuccess(diff("--files", archive, image)))
                    .isEqualTo("DIR/own.tar -> " + name + "\nNo differences.\n"
                            + "Files below /boot/efi and /persist aren't compared: " + name
                            + " has no file system for them.\n"
                            + "Kernel arguments aren't compared: " + name + " has no boot menu.\n");
            assertThat(expectSuccess(diff("--files", image, after)))
                    .contains("/usr/lib/current", "target old -> new", "mode 0644 -> 4755")
                    .containsPattern("~ +/usr/lib/tool +content")
                    .doesNotContain("/etc/hosts", "/boot/efi/EFI");
        }
    }

    /** The partitions come together to what the archive is, by fstab and by PERSIST's label. */
    @Test
    void aDiskIsAsTheArchive() throws IOException {
        write(directory.resolve("old"), "persist/data/note", "note");
        write(
                directory.resolve("old"),
                "etc/fstab",
                FSTAB + "/dev/disk/kubeos/9 /srv ext4 defaults 0 0\n/dev/disk/kubeos/1 /../x ext4\n");
        String script = """
                set -eu
                cd "$0"
                (cd old && tar --numeric-owner -cf ../own.tar *)
                truncate -s 16M boot.img
                mkfs.fat -F 16 boot.img
                mcopy -s -i boot.img old/boot/efi/EFI ::
                mke2fs -q -t ext4 -L PERSIST -d old/persist persist.img 8M
                rm -r old/boot/efi/* old/persist/*
                truncate -s 80M old/usr/lib/systemd/system/huge.service
                mke2fs -q -t ext4 -d old huge.img 16M
                rm old/usr/lib/systemd/system/huge.service
                mke2fs -q -t ext4 -L ROOT-A -d old root.img 16M
                truncate -s 48M disk.img
                printf 'label: gpt\\nsize=16M, type=U\\nsize=16M\\nsize=8M\\n' | sfdisk disk.img
                dd if=boot.img of=disk.img bs=1M seek=1 conv=notrunc
                dd if=root.img of=disk.img bs=1M seek=17 conv=notrunc
                dd if=persist.img of=disk.img bs=1M seek=33 conv=notrunc
                """;
        Tool.run("bash", "-c", script, directory.toString()).expectSuccess();
        assertThat(expectSuccess(diff("--files", directory.resolve("own.tar"), directory.resolve("disk.img"))))
                .isEqualTo("DIR/own.tar -> DIR/disk.img\nNo differences.\n"
                        + "Files below /srv aren't compared: DIR/disk.img has no file system for them.\n");
        assertThat(expectSuccess(diff("--files", directory.resolve("disk.img"), after)))
                .containsPattern("panic +30")
                .containsPattern("- +/persist/data/note +4 B")
                .containsPattern("~ +/boot/efi/EFI/kubeos/grub.cfg +content");
        assertThat(diff(directory.resolve("huge.img"), after).err())
                .contains("Can't read /usr/lib/systemd/system/huge.service on the disk: with it, the texts about")
                .contains("are larger than 64 MiB.");
    }

    @Test
    void ofAManifestAndAnArchiveItComparesPackages() throws IOException {
        Path manifest = Files.writeString(directory.resolve("manifest.json"), """
                {"version": "v1", "outputs": [], "unknown": 1, "packages": [
                  {"name": "bash", "version": "5.2-1", "architecture": "all"}]}
                """);
        assertThat(expectSuccess(diff(manifest, after)))
                .contains("3 packages added\n")
                .contains("Files, kernel arguments, services, and accounts aren't compared: DIR/manifest.json, a"
                        + " manifest, doesn't tell them.\n")
                .containsPattern("~ +version +v1 -> v2");
    }

    @Test
    void comparesRpmPackagesByRpmsRules() throws IOException {
        Path old =
                rpms("rpm-old", "[" + rpm("bash", "(none)", "5.2~rc1", "1") + "," + rpm("vim", "2", "9.0", "9") + "]");
        Path now = rpms("rpm-new", "[" + rpm("bash", "", "5.2", "1") + "," + rpm("vim", "1", "9.1", "10") + "]");
        assertThat(expectSuccess(diff(old, now)))
                .containsPattern("bash +upgraded +5.2~rc1-1 +5.2-1")
                .containsPattern("vim +downgraded +2:9.0-9 +1:9.1-10");
    }

    private static String rpm(String name, String epoch, String version, String release) {
        return """
                {"name": "%s", "epoch": "%s", "version": "%s", "release": "%s", "architecture": "x86_64"}""".formatted(name, epoch, version, release);
    }

    private Path rpms(String name, String list) throws IOException {
        Path root = Files.createDirectories(directory.resolve(name));
        write(root, "usr/lib/kubeos/packages.json", list);
        return SmallArchive.pack(root, directory.resolve(name + ".tar"));
    }

    @Test
    void comparesLockFiles() throws IOException {
        Path one = lock("one.lock", "bash 5.1-1 01", "curl 8.1-1 02", "dash 1-1 03");
        Path other = lock("other.lock", "bash 5.2-1 04", "curl 8.1-1 05", "nano 7.2-1 06");
        assertGolden("locks.txt", expectSuccess(diff(one, other)));
        assertThat(expectSuccess(diff(one, after)))
                .contains("2 packages added, 1 package removed, 2 packages upgraded\n")
                .contains("aren't compared: DIR/one.lock, a lock file, doesn't tell them.\n");
        Path wrong = Files.writeString(directory.resolve("wrong.lock"), "{\"format\": \"99\", \"profile\": \"x\"}");
        assertThat(diff(wrong, other).err()).contains("wrong.lock:1:12: format: ");
    }

    /** @param packages name, version, and the end of the digest */
    private Path lock(String name, String... packages) throws IOException {
        String digest = "0".repeat(62);
        String lines = Stream.of(packages)
                .map(one -> one.split(" "))
                .map(one -> """
                        {"name": "%1$s", "version": "%2$s", "architecture": "amd64", "size": 1, "installed": 2048,
                         "digest": "sha256:%4$s%3$s", "url": "https://example.org/%1$s.deb"}""".formatted(one[0], one[1], digest, one[2]))
                .collect(Collectors.joining(", "));
        return Files.writeString(directory.resolve(name), """
                {"format": "1", "kbimg": "1", "distribution": "debian", "profile": "%s", "architecture": "x86_64",
                 "node": {"names": [], "sources": [], "packages": [%s],
                  "repositories": [{"url": "https://example.org/InRelease", "digest": "sha256:%s%s"}]}}
                """.formatted(
                        "0".repeat(64), lines, packages[0].substring(packages[0].length() - 2), digest));
    }

    @Test
    void anOutputDirectoryIsItsManifestAndItsArchive() throws IOException {
        Path out = Files.createDirectories(directory.resolve("out"));
        Files.writeString(out.resolve("manifest.json"), "{\"kbimg\": \"1\", \"outputs\": [], \"packages\": []}");
        Path lean = Files.createDirectories(directory.resolve("lean"));
        Files.copy(out.resolve("manifest.json"), lean.resolve("manifest.json"));
        Files.copy(before, out.resolve("kubeos.tar"));
        assertThat(expectSuccess(diff(out, before))).contains("No differences.");
        assertThat(expectSuccess(diff(out, lean)))
                .contains("DIR/lean, an output directory without a root file system, doesn't tell them.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "missing; 2; There is no DIR/missing, and it isn't the name of an image: ",
                "empty; 2; DIR/empty is empty. Give a config, a manifest.json, a lock file, ",
                "binary; 2; DIR/binary is neither text nor an image that kbimg knows. Give ",
                "directory; 2; DIR/directory is a directory without a manifest.json, so it isn't an output directory",
                "load.tar; 2; DIR/load.tar is an archive for docker load. Compare it as docker-archive:DIR/load.tar.",
                "small.tar.gz; 2; DIR/small.tar.gz is compressed. Decompress it first: gzip -dc ",
                "config.yaml; 2; Can't compare DIR/config.yaml, a config, with DIR/after.tar, a rootfs archive: they have nothing",
                "notes; 2; DIR/notes",
                "oci:layout; 1; DIR/layout is not an image layout: it has no file oci-layout.",
            })
    void refusesWhatCannotBeCompared(String name, int exitCode, String message) throws IOException {
        Files.writeString(directory.resolve("empty"), "");
        Files.write(directory.resolve("binary"), new byte[5000]);
        Files.writeString(directory.resolve("notes"), "just a note\n");
        Files.createDirectories(directory.resolve("directory"));
        Path engine = Files.createDirectories(directory.resolve("engine"));
        Files.writeString(engine.resolve("manifest.json"), "[]");
        SmallArchive.pack(engine, directory.resolve("load.tar"));
        Files.copy(before, directory.resolve("small.tar"));
        Tool.run("gzip", directory.resolve("small.tar").toString()).expectSuccess();
        Files.writeString(
                directory.resolve("config.yaml"), "version: v1\ndistribution: debian\nsource: {repository: host}\n");
        String argument = name.startsWith("oci:")
                ? "oci:" + directory.resolve(name.substring(4))
                : directory.resolve(name).toString();
        CommandLineRun run = diff(argument, after);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().replace(directory.toString(), "DIR")).contains(message);
    }
}
