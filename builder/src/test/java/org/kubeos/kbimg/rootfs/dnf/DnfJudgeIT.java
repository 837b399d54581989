package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.SignaturePolicy;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.SigningKey;
import org.kubeos.testkit.TestCertificates;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.WebDirectory;

/**
 * The real dnf and an unsigned package: what is refused here would have been installed, and what is accepted is not. dnf
 * is told to check everything, and the {@code .repo} file alone says otherwise.
 */
class DnfJudgeIT {

    private static final String UNCHECKED_METADATA = "repo_gpgcheck=0\n";

    @TempDir
    private static Path shared;

    @TempDir
    private Path directory;

    private static Path packages;
    private static Path signedPackages;
    private static Path key;

    @BeforeAll
    static void makeRepositories() throws IOException {
        Path spec = Files.writeString(shared.resolve("unsigned.spec"), """
                Name: unsigned
                Version: 1
                Release: 1
                Summary: nothing
                License: none
                BuildArch: noarch
                %description
                %files
                """);
        packages = shared.resolve("packages");
        Tool.run("rpmbuild", "-bb", "--define=_rpmdir " + packages, "--define=_topdir " + shared, spec.toString())
                .expectSuccess();
        Tool.run("createrepo_c", "--quiet", packages.toString()).expectSuccess();
        signedPackages = shared.resolve("signed");
        Tool.run("cp", "--recursive", packages.toString(), signedPackages.toString())
                .expectSuccess();
        key = shared.resolve("key.asc");
        try (var signing = SigningKey.make()) {
            signing.sign(signedPackages.resolve("repodata/repomd.xml"));
            signing.exportTo(key);
        }
    }

    @ParameterizedTest
    @MethodSource("org.kubeos.kbimg.rootfs.dnf.UnverifiedRepos#packages")
    void unsignedPackagesThatDnfWouldHaveInstalledAreRefused(String option) throws IOException {
        String text = repository(signedPackages.toUri().toString()) + option + "\n";
        assertThat(dnfInstalls(text)).isTrue();
        assertRefused(text, SignaturePolicy.PACKAGES);
    }

    @ParameterizedTest
    @MethodSource("org.kubeos.kbimg.rootfs.dnf.UnverifiedRepos#metadata")
    void unsignedMetadataThatDnfWouldHaveUsedIsRefused(String option) throws IOException {
        String text = repository(packages.toUri().toString()) + option + "\n";
        assertThat(dnf(text, "makecache").exitCode()).isZero();
        assertRefused(text, SignaturePolicy.ALL);
    }

    @ParameterizedTest
    @MethodSource("org.kubeos.kbimg.rootfs.dnf.UnverifiedRepos#servers")
    void unknownServersThatDnfWouldHaveUsedAreRefused(String option) throws IOException {
        var certificates = TestCertificates.create(Files.createDirectory(directory.resolve("certificates")));
        try (var web = WebDirectory.serve(packages, certificates)) {
            String text = repository(web.url()) + UNCHECKED_METADATA + option + "\n";
            assertThat(dnf(text, "makecache").exitCode()).isZero();
            assertRefused(text, SignaturePolicy.PACKAGES);
        }
    }

    @ParameterizedTest
    @MethodSource("org.kubeos.kbimg.rootfs.dnf.UnverifiedRepos#proxies")
    void unknownProxiesThatDnfWouldHaveUsedAreRefused(String option) throws IOException {
        var certificates = TestCertificates.create(Files.createDirectory(directory.resolve("certificates")));
        try (var proxy = WebDirectory.serve(packages, certificates)) {
            String text = throughProxy(proxy.url());
            assertThat(dnf(text + option + "\n", "makecache").exitCode()).isZero();
            assertRefused(text + option + "\n", SignaturePolicy.PACKAGES);
        }
    }

    /** A server serves as one for plain HTTP: a request to a proxy names the path as well. */
    private static String throughProxy(String url) {
        return repository("http://repo.invalid/") + UNCHECKED_METADATA + "proxy=" + url + "\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpgcheck=1\n", "gpgcheck = \"Yes\"\n", "GPGCHECK=0\n", "gpgcheck=0\ngpgcheck=on\n"})
    void whatIsAcceptedInstallsNothingUnsigned(String options) throws IOException {
        String text = repository(signedPackages.toUri().toString()) + options;
        Tool.Result refusal = dnf(accepted(text, SignaturePolicy.ALL), "install", "--downloadonly", "unsigned");
        assertThat(refusal.exitCode()).isNotZero();
        assertThat(refusal.text()).contains("unsigned-1-1.noarch.rpm is not signed");
    }

    @Test
    void whatIsAcceptedUsesNoUnsignedMetadata() throws IOException {
        String text = repository(packages.toUri().toString());
        assertThat(dnf(accepted(text, SignaturePolicy.ALL), "makecache").text())
                .contains("GPG signature is not available");
        assertThat(dnf(accepted(text, SignaturePolicy.PACKAGES), "makecache").exitCode())
                .isZero();
        assertThat(dnfInstalls(accepted(text, SignaturePolicy.PACKAGES))).isFalse();
        assertThat(dnfInstalls(accepted(text, SignaturePolicy.NONE))).isTrue();
    }

    @Test
    void whatIsAcceptedUsesNoUnknownServer() throws IOException {
        var certificates = TestCertificates.create(Files.createDirectory(directory.resolve("certificates")));
        try (var web = WebDirectory.serve(packages, certificates)) {
            String text = repository(web.url());
            for (SignaturePolicy checks : SignaturePolicy.values()) {
                assertThat(dnf(accepted(text, checks), "makecache").text()).contains("certificate");
            }
            assertThat(dnf(accepted(throughProxy(web.url()), SignaturePolicy.NONE), "makecache")
                            .text())
                    .contains("certificate");
            String known = text + "sslcacert=" + certificates.authority() + "\n";
            assertThat(dnf(accepted(known, SignaturePolicy.PACKAGES), "makecache")
                            .exitCode())
                    .isZero();
        }
    }

    private static String repository(String url) {
        return "[test]\nname=test\nbaseurl=" + url + "\ngpgkey=" + key.toUri() + "\n";
    }

    private void assertRefused(String text, SignaturePolicy checks) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> accepted(text, checks))
                .withMessageMatching("(?s).* disables the (certificate|signature) check of its .*");
    }

    private String accepted(String text, SignaturePolicy checks) throws IOException {
        Path file = Files.writeString(directory.resolve("own.repo"), text);
        return DnfSources.of(
                        new Source.RepositoryFile(file, checks),
                        DistributionProfile.of("openeuler"),
                        new OsRelease(Map.of()),
                        directory)
                .text();
    }

    private boolean dnfInstalls(String repositories) throws IOException {
        return dnf(repositories, "install", "--downloadonly", "unsigned").exitCode() == 0;
    }

    private Tool.Result dnf(String repositories, String... command) throws IOException {
        Path root = Files.createTempDirectory(directory, "root");
        Path configuration = Files.writeString(directory.resolve("dnf.conf"), """
                [main]
                gpgcheck=1
                repo_gpgcheck=1
                plugins=0
                retries=1
                reposdir=/none
                varsdir=/none

                %s""".formatted(repositories));
        // dnf installs as root alone, be it of a user namespace.
        var line = new ArrayList<String>(OrdinaryUser.isRoot() ? List.of() : List.of("unshare", "--map-root-user"));
        line.addAll(List.of(
                "dnf",
                "--config=" + configuration,
                "--installroot=" + root,
                "--releasever=1",
                "--forcearch=x86_64",
                "--assumeyes"));
        line.addAll(List.of(command));
        return Tool.run(line, new byte[0]);
    }
}
