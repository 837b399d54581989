package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.rootfs.packages.PackageMessages;

/** Lines are as dnf 4.14 prints them. */
class DnfMessagesTest {

    @Test
    void unknownPackagesAreNamedWithTheNearest() {
        List<String> unknown = DnfMessages.unknownPackages(List.of(
                "Last metadata expiration check: 0:00:02 ago on Sun Nov 22 09:59:30 2026.",
                "No match for argument: containrd",
                "No match for argument: xyz",
                "Error: Unable to find a match: containrd xyz"));
        assertThat(PackageMessages.explainUnknown(unknown, List.of("bash", "containerd")))
                .isEqualTo("packages: the repositories have no containrd (did you mean containerd?), xyz; check the"
                        + " spelling, or add the repository that has it to source.repository");
    }

    @Test
    void theReasonOfARepositorysFailureIsShown() {
        assertThat(DnfMessages.errors(List.of(
                        "fixture                                         4.1 kB/s | 335  B     00:00    ",
                        "Errors during downloading metadata for repository 'fixture':",
                        "  - Status code: 404 for http://127.0.0.1:8123/repodata/repomd.xml (IP: 127.0.0.1)",
                        "Error: Failed to download metadata for repo 'fixture': All mirrors were tried")))
                .isEqualTo("""
                        Errors during downloading metadata for repository 'fixture':
                          - Status code: 404 for http://127.0.0.1:8123/repodata/repomd.xml (IP: 127.0.0.1)
                        Error: Failed to download metadata for repo 'fixture': All mirrors were tried""");
    }

    @Test
    void theReasonOfAFailedDownloadIsShownOnce() {
        String attempt = "[MIRROR] bash-5.2.15-2.x86_64.rpm: Status code: 404 for http://127.0.0.1/bash.rpm";
        assertThat(DnfMessages.errors(List.of(
                        "Downloading Packages:",
                        attempt,
                        attempt,
                        "[FAILED] bash-5.2.15-2.x86_64.rpm: No more mirrors to try",
                        "",
                        "The downloaded packages were saved in cache until the next successful transaction.",
                        "You can remove cached packages by executing 'dnf clean packages'.",
                        "Error: Error downloading packages:",
                        "  bash-5.2.15-2.x86_64: Cannot download, all mirrors were already tried without success")))
                .isEqualTo(attempt + """

                        Error: Error downloading packages:
                          bash-5.2.15-2.x86_64: Cannot download, all mirrors were already tried without success""");
    }

    @Test
    void adviceAboutDnfsOptionsIsLeftOut() {
        assertThat(DnfMessages.explain(List.of(
                        "Error: ",
                        " Problem: conflicting requests",
                        "  - nothing provides /bin/sh needed by systemd-252.x86_64",
                        "(try to add '--skip-broken' to skip uninstallable packages)")))
                .endsWith("needed by systemd-252.x86_64");
    }

    @Test
    void whyALockedPackageIsNotDownloadedIsSaidWithoutPasswords() {
        assertThat(DnfMessages.explainDownload(List.of(
                        "Downloaded app-1-1.noarch.rpm",
                        "Error: lib-1-1.noarch.rpm: Download failed: Status code: 404 for"
                                + " http://ops:secret@repo.example.org/lib-1-1.noarch.rpm (IP: 192.0.2.1)")))
                .isEqualTo("Can't download the locked packages:\n"
                        + "Error: lib-1-1.noarch.rpm: Download failed: Status code: 404 for"
                        + " http://repo.example.org/lib-1-1.noarch.rpm (IP: 192.0.2.1)\n"
                        + "If the server no longer has these files, choose packages anew with: kbimg lock --update");
    }

    @Test
    void whyLockedPackagesAreNotInstalledIsSaidInWordsOfLocks() {
        assertThat(DnfMessages.explainInstallation(
                        List.of("Dependencies resolved.", "Error: Unneeded packages: other-1-1.noarch two-1-1.noarch")))
                .startsWith(
                        "The lock file has packages that nothing asks for: other-1-1.noarch, two-1-1.noarch. Choose");
        assertThat(DnfMessages.explainInstallation(List.of("Error: Transaction test error:", "  disk full")))
                .isEqualTo("Can't install the packages. dnf says:\nError: Transaction test error:\n  disk full");
    }
}
