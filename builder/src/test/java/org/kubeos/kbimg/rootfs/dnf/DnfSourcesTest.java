package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.kubeos.kbimg.config.SignaturePolicy.ALL;
import static org.kubeos.kbimg.config.SignaturePolicy.NONE;
import static org.kubeos.kbimg.config.SignaturePolicy.PACKAGES;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.SignaturePolicy;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.nodelayout.OsRelease;

class DnfSourcesTest {

    private static final OsRelease DEBIAN = new OsRelease(Map.of("ID", "debian"));
    private static final OsRelease OPENEULER = new OsRelease(Map.of("ID", "openEuler"));

    @TempDir
    private Path directory;

    @Test
    void aFilesRepositoriesAreChecked() throws IOException {
        DnfSources sources = of(file("""
                # openEuler
                [OS]
                name=OS
                baseurl=https://repo.example.org/OS/$basearch/
                  https://mirror.example.org/OS/$basearch/
                gpgcheck=1
                gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY

                [debug]
                baseurl=https://repo.example.org/debug/
                enabled=0
                """, ALL), DEBIAN);
        assertThat(sources.text()).isEqualTo("""
                [OS]
                name=OS
                baseurl=https://repo.example.org/OS/$basearch/ https://mirror.example.org/OS/$basearch/
                gpgcheck=1
                gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY
                pkg_gpgcheck=1
                repo_gpgcheck=1
                """);
        assertThat(sources.warnings()).isEmpty();
        assertThat(sources.localKeys(Map.of())).containsExactly(Path.of("/etc/pki/rpm-gpg/RPM-GPG-KEY"));
    }

    @Test
    void keysAreFoundHoweverTheyAreWritten() throws IOException {
        DnfSources sources = of(file("""
                [fedora]
                metalink=https://mirrors.example.org/metalink?repo=fedora-$releasever&arch=$basearch
                gpgkey=file:///etc/pki/RPM-GPG-KEY-$releasever-${basearch}, file:///my%20keys/b
                  https://repo.example.org/c
                """, ALL), DEBIAN);
        assertThat(sources.localKeys(Map.of("releasever", "42", "basearch", "x86_64")))
                .containsExactly(Path.of("/etc/pki/RPM-GPG-KEY-42-x86_64"), Path.of("/my keys/b"));
        assertThat(sources.warnings()).isEmpty();
    }

    @Test
    void aKeyThatAnybodyOnTheWayCanReplaceIsAWarning() throws IOException {
        String text = "[OS]\nbaseurl=http://repo.example.org/\ngpgcheck=1\ngpgkey=http://repo.example.org/KEY\n";
        assertThat(of(file(text, ALL), DEBIAN).warnings())
                .singleElement()
                .asString()
                .startsWith("The key of the repository OS comes over plain HTTP")
                .contains(": http://repo.example.org/KEY. Use a verified local copy");
    }

    @Test
    void packagesMayBeCheckedAlone() throws IOException {
        String text = "[OS]\nbaseurl=https://repo.example.org/\ngpgkey=file:///key\nrepo_gpgcheck=0\n";
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(file(text, ALL), DEBIAN))
                .withMessageEndingWith("--set source.insecure=metadata");
        DnfSources sources = of(file(text, PACKAGES), DEBIAN);
        assertThat(sources.text()).contains("\ngpgcheck=1\n", "\npkg_gpgcheck=1\n", "\nrepo_gpgcheck=0\n");
        assertThat(sources.warnings())
                .singleElement()
                .asString()
                .startsWith("The metadata of the repository OS is not");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(file(text + "gpgcheck=0\n", PACKAGES), DEBIAN))
                .withMessageContaining("disables the signature check of its packages");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpgcheck=0\ngpgkey=file:///key", "pkg_gpgcheck=no\ngpgkey=file:///key", "gpgcheck=1"})
    void whatIsNotCheckedMustBeCalledInsecure(String options) throws IOException {
        String text = "[main]\n[OS]\nbaseurl=https://repo.example.org/\n" + options + "\n";
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(file(text, ALL), DEBIAN))
                .withMessageContaining("source.insecure to true");
        DnfSources sources = of(file(text, NONE), DEBIAN);
        assertThat(sources.warnings()).singleElement().asString().startsWith("The signatures of the repository OS are");
        assertThat(sources.text()).contains("gpgcheck=0", "repo_gpgcheck=0").doesNotContain("gpgcheck=1");
    }

    @Test
    void aServerIsCheckedUnlessTheConfigSaysOtherwise() throws IOException {
        String text = "[OS]\nbaseurl=https://repo.example.org/\ngpgkey=file:///key\n";
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(file(text + "sslverify=false\n", ALL), DEBIAN))
                .withMessageContaining("disables the certificate check of its server");
        assertThat(of(file(text + "sslverify=false\n", NONE), DEBIAN).warnings())
                .hasSize(1);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(file(text + "sslcacert=ca.pem\n", NONE), DEBIAN))
                .withMessageEndingWith(
                        "test.repo:4: the repository OS has sslcacert=ca.pem, which is not the absolute path of a readable file.");
    }

    @Test
    void aListNeedsKeys() {
        var key = Optional.of(directory.resolve("a key"));
        DnfSources sources = of(
                new Source.RepositoryList(List.of(
                        new Source.Repository("a", "https://a.example.org/", Optional.empty(), List.of(), key),
                        new Source.Repository(
                                "b",
                                "https://b.example.org/",
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                NONE,
                                Optional.empty()))),
                DEBIAN);
        assertThat(sources.localKeys(Map.of())).containsExactly(key.get());
        assertThat(sources.warnings()).singleElement().asString().contains(" b are not checked");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(
                        new Source.RepositoryList(List.of(new Source.Repository(
                                "c", "https://c.example.org/", Optional.empty(), List.of(), Optional.empty()))),
                        DEBIAN))
                .withMessageContaining("c has no key");
    }

    @Test
    void whatIsNoRepoFileIsRefusedWithItsLine() throws IOException {
        Source.RepositoryFile file = file("[OS]\nbaseurl https://repo.example.org/\n", ALL);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(file, DEBIAN))
                .withMessageEndingWith("neither [id] nor option=value: baseurl https://repo.example.org/");
    }

    @Test
    void onlyOpenEulersOwnRepositoriesHoldOpenEuler() throws IOException {
        Files.createDirectory(directory.resolve("yum.repos.d"));
        Files.writeString(
                directory.resolve("yum.repos.d/a.repo"), "[a]\nbaseurl=https://a.example.org/\ngpgkey=file:///key\n");
        assertThat(of(new Source.HostRepositories(), OPENEULER).text()).startsWith("[a]\n");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(new Source.HostRepositories(), DEBIAN))
                .withMessageStartingWith("source.repository: this host is debian");
    }

    private DnfSources of(Source.Repositories source, OsRelease host) {
        return DnfSources.of(source, DistributionProfile.of("openeuler"), host, directory);
    }

    private Source.RepositoryFile file(String text, SignaturePolicy checks) throws IOException {
        return new Source.RepositoryFile(Files.writeString(directory.resolve("test.repo"), text), checks);
    }
}
