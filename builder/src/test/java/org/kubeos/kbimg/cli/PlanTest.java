package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.rootfs.lock.LockFiles;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.UnresolvableException;

/** What {@code kbimg plan} tells. */
class PlanTest {

    private static final String URL = "https://repo.example.org/vim.deb";
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private static final String HASH = "$6$salt$" + "a".repeat(86);

    @TempDir
    Path directory;

    private String config;

    @BeforeEach
    void writeConfig() throws IOException {
        Files.writeString(directory.resolve("os-agent"), "");
        Files.writeString(
                directory.resolve("base.yaml"),
                "version: v1\ndistribution: debian\nsource: {repository: host}\nagent: os-agent\npackages: [vim]\n");
        config = Files.writeString(
                        directory.resolve("kbimg.yaml"),
                        "extends: base.yaml\npackages: {append: [chrony]}\nroot: {password: '" + HASH + "'}\n"
                                + "grub: {cmdline: {env: PATH}}\n")
                .toString();
    }

    @Test
    void tellsStepsSizesAndTheWholeConfigWithoutSecrets() {
        CommandLineRun run = CommandLineRun.of(
                new FakeBuildService(), "plan", "vm-image", "--offline", "-f", config, "--set=version=v2");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("""
                        1. Install debian
                        2. Write the disk

                        #  PARTITION  FILE SYSTEM  START  SIZE    MOUNT
                        1  BOOT       vfat         1 MiB  60 MiB  /boot/efi

                        OUTPUT        SIZE
                        system.qcow2  20 GiB  the disk

                        version: v2
                        distribution: debian
                        """);
        assertThat(run.out())
                .contains("packages:\n  - vim\n  - chrony\n")
                .contains("agent: " + directory.resolve("os-agent") + "\n")
                .contains("root:\n  password: \"********\"\n")
                .contains("grub:\n  cmdline:\n    env: PATH\n  console: ttyS0  # default\n")
                .contains(
                        "persist:\n  union:  # default\n    - /etc\n    - /var\n    - /opt\n  writable: []  # default\n")
                .doesNotContain("salt", System.getenv("PATH"));
    }

    @Test
    void notesDefaultsWhereTheyAreUsedAndNowhereElse() throws IOException {
        Path accounts = Files.writeString(directory.resolve("accounts.yaml"), """
                version: v1
                distribution: debian
                source: {repository: host}
                users: [{name: a, groups: [wheel], locked: true}, {name: b}]
                files: [{content: "one\\ntwo\\n", target: /etc/motd}]
                """);
        assertThat(CommandLineRun.of(new FakeBuildService(), "plan", "vm-image", "-f", accounts.toString())
                        .out())
                .contains("""
                        users:
                          - name: a
                            sshKeys: []  # default
                            locked: true
                            groups:
                              - wheel
                          - name: b
                            sshKeys: []  # default
                            locked: false  # default
                            groups: []  # default
                        """, "  - content: \"one\\ntwo\\n\"\n");
    }

    /** Nobody gets in with a public key or a line of sudoers. */
    @Test
    void showsWhatOnlyLooksSecret() throws IOException {
        String key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@home";
        Path accounts = Files.writeString(directory.resolve("keys.yaml"), """
                version: v1
                distribution: debian
                source: {repository: host}
                users: [{name: a, sshKeys: ['%s']}]
                files: [{content: "a ALL=(ALL) NOPASSWD: ALL", target: /etc/sudoers.d/a}, {content: "password: x7", target: /a}]
                """.formatted(key));
        String out = CommandLineRun.of(new FakeBuildService(), "plan", "vm-image", "-f", accounts.toString())
                .out();
        assertThat(out).contains(key, "a ALL=(ALL) NOPASSWD: ALL").doesNotContain("x7");
    }

    @Test
    void doesNothing() throws IOException {
        var work = new FakeBuildService();
        CommandLineRun.of(work, "plan", "vm-img", "-f", config);
        assertThat(work.asked).containsExactly("plan vm-image v1");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void printsOneJsonDocument() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(CommandLineRun.of(new FakeBuildService(), "plan", "vm-image", "--json", "-f", config)
                        .out());
        assertThat(json.at("/steps/1").asText()).isEqualTo("Write the disk");
        assertThat(json.at("/partitions/0/bytes").asLong()).isEqualTo(60L << 20);
        assertThat(json.at("/outputs/0/bytes").asLong()).isEqualTo(20L << 30);
        assertThat(json.at("/config").asText()).contains("disk:\n  size: 20GiB  # default\n");
    }

    /** The config of a plan is one, and means the same; its revision is of what is written, and it says more. */
    @Test
    void theConfigThatItTellsIsOne() throws IOException {
        Path small = Files.writeString(
                directory.resolve("small.yaml"),
                "version: 1.10\ndistribution: debian\nsource: {repository: [{name: a, url: 'https://repo.example.org/'}]}\n");
        String out = CommandLineRun.of(new FakeBuildService(), "plan", "vm-image", "-f", small.toString())
                .out();
        Path complete = Files.writeString(directory.resolve("whole.yaml"), out.substring(out.indexOf("version:")));
        var reader = new ConfigReader(List.of("debian"));
        ImageConfig expected = reader.read(small, List.of());
        assertThat(reader.read(complete, List.of()))
                .usingRecursiveComparison()
                .ignoringFields("images.revision")
                .isEqualTo(expected);
    }

    @Test
    void tellsWhichPackagesTheRepositoriesHave() throws IOException {
        var work = new FakeBuildService();
        var vim = new PackageDescription(
                "vim", "2:9.1-1", "amd64", DataSize.ofMebibytes(2), Optional.empty(), URL, DIGEST);
        work.packages = List.of(vim, vim);
        CommandLineRun run = CommandLineRun.of(work, "plan", "vm-image", "-f", config);
        assertThat(run.out()).contains("2. Write the disk\n\n2 packages, 4 MiB of archives\n\n#  PARTITION");
        assertThat(run.err()).contains("Looking up packages\n", "Done\n");
        JsonNode json = json(work, "plan", "vm-image", "--json", "-f", config);
        assertThat(json.at("/packages/1").toString())
                .isEqualTo("{\"name\":\"vim\",\"version\":\"2:9.1-1\",\"architecture\":\"amd64\",\"bytes\":2097152}");

        var installed = Optional.of(DataSize.ofMebibytes(9));
        var rpm = new PackageDescription("vim", "2:9.1-1", "x86_64", DataSize.ofMebibytes(2), installed, URL, DIGEST);
        work.packages = List.of(rpm, rpm);
        assertThat(CommandLineRun.of(work, "plan", "vm-image", "-f", config).out())
                .contains("\n2 packages, 4 MiB of archives, 18 MiB installed\n");
        assertThat(json(work, "plan", "vm-image", "--json", "-f", config)
                        .at("/packages/0/installedBytes")
                        .asLong())
                .isEqualTo(9 << 20);
    }

    @Test
    void countsTheInstallersPackagesSeparately() throws IOException {
        var work = new FakeBuildService();
        var vim = new PackageDescription(
                "vim", "2:9.1-1", "amd64", DataSize.ofMebibytes(2), Optional.empty(), URL, DIGEST);
        work.packages = List.of(vim);
        work.installerPackages = List.of(vim, vim, vim);
        String pxe = "--set=pxe={url: 'http://192.0.2.1/kubeos.tar', disk: /dev/sda}";
        assertThat(CommandLineRun.of(work, "plan", "pxe-image", pxe, "-f", config)
                        .out())
                .contains("\n1 packages, 2 MiB of archives\n3 packages of the installer, 6 MiB of archives\n");
        assertThat(json(work, "plan", "vm-image", "pxe-image", "--json", pxe, "-f", config)
                        .at("/installerPackages"))
                .hasSize(3);
        CommandLineRun archive = CommandLineRun.of(
                work, "plan", "pxe-image", pxe, "--set=source={archive: '" + config + "'}", "-f", config);
        assertThat(archive.out()).contains("\n\n3 packages of the installer, 6 MiB of archives\n\n");
        assertThat(CommandLineRun.of(work, "plan", "vm-image", pxe, "-f", config)
                        .out())
                .doesNotContain("installer,");
    }

    @Test
    void asksNoRepositoriesIfThePackagesAreLocked() throws IOException {
        var work = new FakeBuildService();
        work.noPackages = new IllegalStateException("asked");
        var lock = directory.resolve("kbimg.lock");
        LockFiles.write(work.locks, lock);
        CommandLineRun other = CommandLineRun.of(work, "plan", "vm-image", "-f", config);
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err())
                .contains(lock + " does not fit the config:\n", "\n  - the config asks for packages for the node");
    }

    @Test
    void asksNoRepositoriesOffline() throws IOException {
        var work = new FakeBuildService();
        work.noPackages = new IllegalStateException("asked");
        CommandLineRun run = CommandLineRun.of(work, "plan", "vm-image", "--offline", "-f", config);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("2. Write the disk\n\n#  PARTITION");
        assertThat(run.err()).doesNotContain("Looking up");
        assertThat(json(work, "plan", "vm-image", "--offline", "--json", "-f", config)
                        .has("packages"))
                .isFalse();
    }

    @Test
    void goesOnIfTheRepositoriesCantBeAsked() throws IOException {
        var work = new FakeBuildService();
        work.noPackages = new HostException("This needs apt-get.\nInstall it.");
        CommandLineRun run = CommandLineRun.of(work, "plan", "vm-image", "-f", config);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\nPackages were not resolved: This needs apt-get. Install it.\n\n#  PARTITION");
        assertThat(run.err()).doesNotContain("Failed");
        JsonNode json = json(work, "plan", "vm-image", "--json", "-f", config);
        assertThat(json.at("/packagesUnresolved").asText()).isEqualTo("This needs apt-get. Install it.");
        assertThat(json.has("packages")).isFalse();
    }

    @Test
    void failsIfTheRepositoriesLackAPackage() {
        var work = new FakeBuildService();
        work.noPackages = new UnresolvableException("No repository has the package vmi.", new IOException("apt"));
        CommandLineRun run = CommandLineRun.of(work, "plan", "vm-image", "-f", config);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("kbimg: No repository has the package vmi.");
    }

    private static JsonNode json(FakeBuildService work, String... arguments) throws IOException {
        return new ObjectMapper().readTree(CommandLineRun.of(work, arguments).out());
    }

    @Test
    void everyArtifactHasAPlan() {
        String pxe = "--set=pxe={url: 'http://192.168.1.50/kubeos.tar', disk: only}";
        String push = "--set=upgradeImage.push=[registry.example.org/kubeos]";
        assertThat(plan("upgrade-image", push)).contains("Push the image to registry.example.org/kubeos\n");
        assertThat(plan("pxe-img", pxe)).contains("ROOT-A", "initramfs.img", "http://192.168.1.50/kubeos.tar");
        assertThat(plan("admin-image", push))
                .contains(
                        "openssh-server",
                        "oci among the outputs",
                        "Take stock of its packages",
                        "sbom.cdx.json",
                        "sbom.spdx.json",
                        "provenance.json");
        assertThat(CommandLineRun.of(new DefaultBuildService(), "plan", "pxe-image", "-f", config)
                        .err())
                .contains("no section 'pxe'");
    }

    private String plan(String artifact, String setting) {
        CommandLineRun run =
                CommandLineRun.of(new DefaultBuildService(), "plan", artifact, "--offline", "-f", config, setting);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    @Test
    void knowsEveryFormatOfADisk() throws IOException {
        Map<String, String> files = Map.of(
                "qcow2", "system.qcow2",
                "qcow2-zlib", "system.qcow2",
                "qcow2-zstd", "system.qcow2",
                "raw", "system.img",
                "vmdk", "system.vmdk",
                "vhd", "system.vhd");
        assertThat(DiskFormat.values())
                .extracting(DiskFormat::toString)
                .containsExactlyInAnyOrderElementsOf(files.keySet());
        for (Map.Entry<String, String> format : files.entrySet()) {
            CommandLineRun run = CommandLineRun.of(
                    new DefaultBuildService(),
                    "plan",
                    "vm-image",
                    "--offline",
                    "-f",
                    config,
                    "--format",
                    format.getKey());
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).containsPattern("\n" + format.getValue() + " +20 GiB +the disk");
            for (String readme : List.of("README.md", "README.zh-CN.md")) {
                assertThat(Path.of("..", readme)).content().contains("`" + format.getKey() + "`");
            }
        }
    }

    @Test
    void namesTheFormatsWhereOneIsUnknown() {
        CommandLineRun run =
                CommandLineRun.of(new DefaultBuildService(), "plan", "vm-image", "-f", config, "--format", "vdi");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'vdi' is not one of qcow2, qcow2-zlib, qcow2-zstd, raw, vmdk, vhd");
    }

    @ParameterizedTest
    @CsvSource({"vmdk, 2048", "vhd, 2040"})
    void tellsThatADiskIsTooLargeForAFormat(String format, String most) {
        for (String command : List.of("plan", "create")) {
            CommandLineRun run = CommandLineRun.of(
                    new DefaultBuildService(),
                    command,
                    "vm-image",
                    "-f",
                    config,
                    "--set=disk.size=3TiB",
                    "--format=" + format);
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .contains("A disk of 3 TiB is too large for the format " + format + ", which holds at most " + most
                            + " GiB");
        }
    }

    @Test
    void theRealPlanNamesWhatTheImageHas() {
        CommandLineRun run =
                CommandLineRun.of(new DefaultBuildService(), "plan", "vm-image", "--offline", "-f", config);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("1. Ask this machine's repositories for ", "2 of the config")
                .contains("ROOT-A", "2.5 GiB", "/persist", "system.qcow2", "manifest.json");
    }
}
