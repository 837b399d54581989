package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.SignaturePolicy;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.nodelayout.OsRelease;

/** Files in dnf's own format: what they may say, and what becomes of it. */
class RepoFilesTest {

    private static final String REPOSITORY = "[OS]\nbaseurl=https://repo.example.org/\ngpgkey=file:///key\n";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource({
        "org.kubeos.kbimg.rootfs.dnf.UnverifiedRepos#packages",
        "org.kubeos.kbimg.rootfs.dnf.UnverifiedRepos#servers",
        "org.kubeos.kbimg.rootfs.dnf.UnverifiedRepos#proxies",
    })
    void noCheckIsSwitchedOffWithoutTheWordInsecure(String option) {
        for (SignaturePolicy checks : new SignaturePolicy[] {SignaturePolicy.ALL, SignaturePolicy.PACKAGES}) {
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> read(REPOSITORY + option, checks))
                    .withMessageMatching(
                            ".*/own\\.repo:[45]: the repository OS disables the (certificate|signature) check of .*"
                                    + "set source\\.insecure to true\\.");
        }
    }

    @ParameterizedTest
    @MethodSource("org.kubeos.kbimg.rootfs.dnf.UnverifiedRepos#metadata")
    void metadataIsCheckedUnlessTheConfigSaysOtherwise(String option) throws IOException {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> read(REPOSITORY + option, SignaturePolicy.ALL))
                .withMessageEndingWith("--set source.insecure=metadata");
        assertThat(read(REPOSITORY + option, SignaturePolicy.PACKAGES).text())
                .contains("\ngpgcheck=1\n", "\nrepo_gpgcheck=0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpgcheck", "repo_gpgcheck", "sslverify", "proxy_sslverify", "enabled"})
    void whatSaysNeitherYesNorNoIsAnError(String option) {
        for (String value : new String[] {"", "2", "disable", "n", "0 # off", "$check"}) {
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> read(REPOSITORY + option + "=" + value, SignaturePolicy.NONE))
                    .withMessageContaining("own.repo:4: " + option + "=" + value + ": neither yes nor no");
        }
    }

    @Test
    void insecureLeavesTheFileItsWill() throws IOException {
        String text = REPOSITORY + "sslverify=off\nproxy_sslverify=1\n";
        assertThat(read(text, SignaturePolicy.NONE).text())
                .contains("\nsslverify=0\n", "\nproxy_sslverify=1\n", "\ngpgcheck=0\n", "\nrepo_gpgcheck=0\n");
    }

    @Test
    void onlyWhatSaysWherePackagesAreReachesDnf() throws IOException {
        DnfSources sources = read("""
                [main]
                gpgcheck=0
                sslverify=0
                pluginpath=/tmp/evil
                """ + REPOSITORY + """
                skip_if_unavailable=True
                metadata_expire=1h
                GPGCHECK=0
                gpgkye=file:///other
                tsflags=nocrypto
                """, SignaturePolicy.ALL);
        assertThat(sources.text()).isEqualTo("""
                [OS]
                baseurl=https://repo.example.org/
                gpgkey=file:///key
                gpgcheck=1
                pkg_gpgcheck=1
                repo_gpgcheck=1
                """);
        assertThat(sources.warnings())
                .hasSize(3)
                .allMatch(warning -> warning.contains(" is not an option that kbimg passes to dnf, and is ignored"))
                .anyMatch(warning -> warning.contains("own.repo:11: gpgkye ") && warning.endsWith("mean gpgkey?)."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    'gpgcheck:0'                  | own.repo:4: neither [id] nor option=value: gpgcheck:0
                    'gpgcheck'                    | own.repo:4: neither [id] nor option=value: gpgcheck
                    '[a]gpgcheck=0'               | own.repo:4: neither [id] nor option=value
                    '[a b]'                       | own.repo:4: neither [id] nor option=value
                    'name=a\rgpgcheck=0'          | own.repo:4: a control character
                    'sslcacert=own.pem'           | own.repo:4: the repository OS has sslcacert=own.pem, which is not the absolute
                    'sslclientkey=/not/there.pem' | own.repo:4: the repository OS has sslclientkey=/not/there.pem, which
                    """)
    void aLineThatIsNotUnderstoodIsNamed(String line, String message) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> read(REPOSITORY + line.translateEscapes(), SignaturePolicy.ALL))
                .withMessageContaining(message);
    }

    static Stream<String> publishedFiles() {
        return Stream.of(
                "openeuler.repo",
                "fedora.repo",
                "centos-stream.repo",
                "centos7.repo",
                "copr.repo",
                "docker-ce.repo",
                "kubernetes.repo",
                "windows.repo");
    }

    /** As distributions and vendors publish them, with other hosts. */
    @ParameterizedTest
    @MethodSource("publishedFiles")
    void publishedFilesAreAccepted(String name) throws IOException {
        // Most have repo_gpgcheck=0.
        DnfSources sources = read(published(name), SignaturePolicy.PACKAGES);
        assertThat(sources.text()).isEqualTo(published(name + ".expected"));
        assertThat(sources.warnings()).noneMatch(warning -> warning.contains("is not an option"));
    }

    @Test
    void theFilesOfThisMachineThatDnfReadsAreNamed() throws IOException {
        Path authority = Files.createFile(directory.resolve("ca.pem"));
        DnfSources sources = read("""
                [one]
                baseurl=file:///srv/$releasever/${basearch}/os, https://repo.example.org/file:/no
                  file:/srv/b%20c/../c
                gpgkey=file:///keys/$releasever-$arch http://keys.example.org/a
                sslcacert=CA
                proxy_sslcacert=CA
                [two]
                mirrorlist=file:///etc/mirrors
                gpgkey=file:///keys/two
                [off]
                enabled=0
                baseurl=file:///srv/off
                """.replace("CA", authority.toString()), SignaturePolicy.ALL);
        assertThat(sources.localPaths(Map.of("releasever", "24.03", "basearch", "aarch64", "arch", "aarch64")))
                .containsExactlyInAnyOrder(
                        Path.of("/etc/mirrors"),
                        Path.of("/keys/24.03-aarch64"),
                        Path.of("/keys/two"),
                        Path.of("/srv/24.03/aarch64/os"),
                        Path.of("/srv/c"),
                        authority);
    }

    private static String published(String name) throws IOException {
        try (InputStream file = RepoFilesTest.class.getResourceAsStream("published/" + name)) {
            assertThat(file).as(name).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private DnfSources read(String text, SignaturePolicy checks) throws IOException {
        Path file = Files.writeString(directory.resolve("own.repo"), text);
        return DnfSources.of(
                new Source.RepositoryFile(file, checks),
                DistributionProfile.of("openeuler"),
                new OsRelease(Map.of()),
                directory);
    }
}
