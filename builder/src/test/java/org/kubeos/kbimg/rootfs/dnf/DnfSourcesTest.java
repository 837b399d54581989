package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.distro.OsRelease;

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
                """, false), DEBIAN);
        assertThat(sources.text()).isEqualTo("""
                [OS]
                name=OS
                baseurl=https://repo.example.org/OS/$basearch/ https://mirror.example.org/OS/$basearch/
                gpgcheck=1
                gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY
                pkg_gpgcheck=1
                repo_gpgcheck=1
                """);
        assertThat(sources.insecure()).isEmpty();
        assertThat(sources.localKeys()).containsExactly(Path.of("/etc/pki/rpm-gpg/RPM-GPG-KEY"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpgcheck=0\ngpgkey=file:///key", "repo_gpgcheck=no\ngpgkey=file:///key", "gpgcheck=1"})
    void whatIsNotCheckedMustBeCalledInsecure(String options) throws IOException {
        String text = "[main]\n[OS]\nbaseurl=https://repo.example.org/\n" + options + "\n";
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(file(text, false), DEBIAN))
                .withMessageContaining("source.insecure to true");
        DnfSources sources = of(file(text, true), DEBIAN);
        assertThat(sources.insecure()).containsExactly("OS");
        assertThat(sources.text()).contains("gpgcheck=0", "repo_gpgcheck=0").doesNotContain("gpgcheck=1");
    }

    @Test
    void aServerIsCheckedUnlessTheConfigSaysOtherwise() throws IOException {
        String text = "[OS]\nbaseurl=https://repo.example.org/\ngpgkey=file:///key\n";
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(file(text + "sslverify=false\n", false), DEBIAN))
                .withMessageContaining("switches the check of its server off");
        assertThat(of(file(text + "sslverify=false\n", true), DEBIAN).insecure())
                .containsExactly("OS");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(file(text + "sslcacert=ca.pem\n", true), DEBIAN))
                .withMessageContaining("authority in ca.pem (sslcacert=)");
    }

    @Test
    void aListNeedsKeys() {
        var key = Optional.of(directory.resolve("key"));
        DnfSources sources = of(
                new Source.RepositoryList(List.of(
                        new Source.Repository("a", "https://a.example.org/", Optional.empty(), List.of(), key),
                        new Source.Repository(
                                "b",
                                "https://b.example.org/",
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                true,
                                Optional.empty()))),
                DEBIAN);
        assertThat(sources.localKeys()).containsExactly(key.get());
        assertThat(sources.insecure()).containsExactly("b");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> of(
                        new Source.RepositoryList(List.of(new Source.Repository(
                                "c", "https://c.example.org/", Optional.empty(), List.of(), Optional.empty()))),
                        DEBIAN))
                .withMessageContaining("c has no key");
    }

    @Test
    void whatIsNoRepoFileIsRefusedWithItsLine() throws IOException {
        Source.RepositoryFile file = file("[OS]\nbaseurl https://repo.example.org/\n", false);
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

    private Source.RepositoryFile file(String text, boolean insecure) throws IOException {
        return new Source.RepositoryFile(Files.writeString(directory.resolve("test.repo"), text), insecure);
    }
}
