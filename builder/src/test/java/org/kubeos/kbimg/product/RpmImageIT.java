package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.Tool;

/** An image of the openEuler profile, from signed RPMs that come over HTTP. */
@ExtendWith(SharedOutputs.class)
class RpmImageIT {

    private static final String PASSWORD = "kubeos";

    @TempDir
    private static Path temp;

    @AfterAll
    static void cleanUp() {
        // JUnit would warn of every link that leads out of the directory.
        Tool.run("rm", "-rf", temp.resolve("root").toString()).expectSuccess();
    }

    @Test
    void anOrdinaryUserMakesTheSameFromAnEmptyCache() throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "needs root and another user to compare");
        try (var user = OrdinaryUser.create()) {
            Product.runAs(
                            user,
                            List.of("KBIMG_CACHE=" + user.home().resolve("cache")),
                            "create",
                            "vm-image",
                            "-f",
                            RpmImage.config(user.home()).toString(),
                            "-o",
                            user.home().resolve("out").toString())
                    .expectSuccess();
            for (String name : List.of("kubeos.tar", "update.img", "system.qcow2", "manifest.json")) {
                Tool.run(
                                "cmp",
                                RpmImage.file(name).toString(),
                                user.home().resolve("out").resolve(name).toString())
                        .expectSuccess();
            }
        }
    }

    @Test
    void aBundleMakesTheSameWithoutANetworkAndWithAnEmptyCache() throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "needs root for a namespace without a network");
        Path directory = Files.createDirectory(temp.resolve("offline"));
        String config = RpmImage.config(directory).toString();
        String bundle = directory.resolve("bundle").toString();
        Path out = directory.resolve("out");
        Product.run("lock", "-f", config).expectSuccess();
        Product.run("fetch", "-f", config, "-o", bundle).expectSuccess();
        var offline = new ArrayList<>(List.of("unshare", "--net", "env", "KBIMG_CACHE=" + directory.resolve("cache")));
        offline.addAll(Product.command(
                "create", "vm-image", "-f", config, "--bundle", bundle, "--only", "kubeos.tar", "-o", out.toString()));
        Tool.run(offline, new byte[0]).expectSuccess();
        Tool.run(
                        "cmp",
                        RpmImage.file("kubeos.tar").toString(),
                        out.resolve("kubeos.tar").toString())
                .expectSuccess();
    }

    @Test
    void rpmMissesNothingButWhatKbimgHasChanged() throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "needs root to give files their owners");
        // Times: whatever is younger than the build's date has that (decision 5).
        assertThat(rpm("--verify", "--all", "--nomtime"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .containsExactlyInAnyOrder(
                        "/etc/shadow", "/etc/issue", "/etc/issue.net", "/etc/selinux/config", "/usr/lib/os-release");
    }

    @Test
    void theManifestTellsOfEachPackageWhatRpmDoes() throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "needs root to enter the root file system");
        List<String> fields =
                List.of("name", "epoch", "version", "release", "architecture", "vendor", "license", "source");
        var listed = new ArrayList<String>();
        for (JsonNode entry : new JsonMapper()
                .readTree(RpmImage.file("manifest.json").toFile())
                .get("packages")) {
            listed.add(fields.stream()
                    .map(field -> entry.path(field).asText("(none)"))
                    .collect(Collectors.joining("|")));
        }
        List<String> installed = rpm(
                        "--query",
                        "--all",
                        "--queryformat=%{NAME}|%{EPOCH}|%{VERSION}|%{RELEASE}|%{ARCH}|%{VENDOR}|%{LICENSE}|%{SOURCERPM}\\n")
                .stream()
                .filter(line -> !line.startsWith("gpg-pubkey|"))
                .toList();
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(installed)
                .anyMatch(line -> line.matches(
                        "openssh-server\\|1\\|9.*\\|kbimg test fixture\\|Various\\|openssh-9.*\\.src\\.rpm"));
    }

    @Test
    void thePlanTellsThePackagesBeforeTheyAreInstalled() throws IOException {
        Tool.Result plan = Product.run(
                "plan",
                "vm-image",
                "--json",
                "--quiet",
                "-f",
                RpmImage.config(temp).toString());
        String output = plan.expectSuccess().text();
        // Warnings come first.
        JsonNode planned =
                new JsonMapper().readTree(output.substring(output.indexOf('{'))).get("packages");
        JsonNode installed = new JsonMapper()
                .readTree(RpmImage.file("manifest.json").toFile())
                .get("packages");
        assertThat(names(planned)).containsExactlyInAnyOrderElementsOf(names(installed));
        assertThat(planned)
                .allSatisfy(rpm ->
                        assertThat(rpm.get("installedBytes").isIntegralNumber()).isTrue());
    }

    private static List<String> names(JsonNode packages) {
        var names = new ArrayList<String>();
        packages.forEach(rpm -> names.add(rpm.get("name").asText()));
        return names;
    }

    @Test
    void bootsToMultiUserWithNoFailedUnit() {
        try (var console = SerialConsole.start(new ArrayList<>(
                Product.command("boot", RpmImage.file("system.qcow2").toString())))) {
            console.login("root", PASSWORD);
            assertThat(console.run("systemctl is-system-running --wait").output())
                    .isEqualTo("running");
            assertThat(console.runSuccessfully("systemctl --failed --no-legend --plain"))
                    .isEmpty();
            assertThat(console.runSuccessfully("systemctl is-active multi-user.target"))
                    .isEqualTo("active");
            assertThat(console.runSuccessfully(". /etc/os-release; echo \"$PRETTY_NAME, $ID_LIKE\""))
                    .isEqualTo("KubeOS v1, openEuler");
            onlyNetworkManagerRunsTheNetwork(console);
            assertThat(console.runSuccessfully("systemctl is-active systemd-timesyncd"))
                    .isEqualTo("active");
            assertThat(console.runSuccessfully("findmnt -no FSTYPE /etc")).isEqualTo("overlay");
            assertThat(console.runSuccessfully("cd /boot/efi/EFI/openEuler && echo *"))
                    .isEqualTo("grub.cfg grubenv grubenv2");
            assertThat(console.runSuccessfully("findmnt -no FSTYPE /var/lib/containerd"))
                    .isEqualTo("ext4");
        }
    }

    /** QEMU's network tells its name server by DHCP. */
    private static void onlyNetworkManagerRunsTheNetwork(SerialConsole console) {
        assertThat(console.runSuccessfully("nm-online --quiet --timeout=60; systemctl is-active NetworkManager"))
                .isEqualTo("active");
        assertThat(console.run("systemctl is-active systemd-networkd systemd-resolved | sort -u")
                        .output())
                .isEqualTo("inactive");
        assertThat(console.runSuccessfully("cat /etc/resolv.conf")).contains("nameserver 10.0.2.3");
        assertThat(console.runSuccessfully("readlink /etc/resolv.conf")).contains("NetworkManager");
        assertThat(console.runSuccessfully("getent ahostsv4 localhost")).startsWith("127.0.0.1");
    }

    @Test
    void makesADiskForALegacyBios() throws IOException {
        Path out = temp.resolve("bios");
        Product.run(
                        "create",
                        "vm-image",
                        "-f",
                        RpmImage.config(temp).toString(),
                        "--set",
                        "firmware=bios",
                        "--only=system.qcow2",
                        "-o",
                        out.toString())
                .expectSuccess();
        assertThat(Product.run("inspect", out.resolve("system.qcow2").toString())
                        .expectSuccess()
                        .text())
                .contains("starts from a legacy BIOS")
                .containsPattern("1 .* ext4 +GRUB2");
    }

    /** What rpm prints of the archive's contents. */
    private static List<String> rpm(String... arguments) throws IOException {
        Path root = temp.resolve("root");
        if (!Files.exists(root)) {
            Files.createDirectory(root);
            Tool.run("tar", "-xpf", archive().toString(), "--numeric-owner", "-C", root.toString())
                    .expectSuccess();
        }
        var command = new ArrayList<>(List.of("rpm", "--define=_dbpath /var/lib/rpm", "--root=" + root));
        command.addAll(List.of(arguments));
        return Tool.run(command, new byte[0]).lines();
    }

    private static Path archive() {
        return RpmImage.file("kubeos.tar");
    }
}
