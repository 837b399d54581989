package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.testkit.AptRepository;
import org.kubeos.testkit.Tool;

/**
 * The real apt and an unsigned repository: what is refused here would have been installed, and what is accepted is not.
 * Apt's own defaults hold, so that the sources alone decide.
 */
class AptJudgeIT {

    private static final String PACKAGE = "unsigned";

    @TempDir
    private Path directory;

    private AptRepository repository;

    @BeforeEach
    void unsignedRepository() throws IOException {
        repository = new AptRepository(directory.resolve("repository"))
                .add(PACKAGE, "1", List.of(), "")
                .publish();
    }

    @ParameterizedTest
    @MethodSource("org.kubeos.kbimg.rootfs.apt.UnverifiedSources#all")
    void whatAptWouldHaveInstalledIsRefused(UnverifiedSources hostile) throws IOException {
        String text = hostile.text(url());
        assertThat(aptInstalls(hostile.suffix(), text)).isTrue();
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> read(hostile.suffix(), text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Trusted: no\n",
                "Allow-Insecure: off\nAllow-Weak: 0\n",
                "Enabled: yes\n",
                "X-Trusted: yes\n",
                "Architectures: amd64\nLanguages: none\nTargets: Packages\nPDiffs: no\nBy-Hash: force\n",
                "Check-Valid-Until: no\nCheck-Date: no\n",
            })
    void whatIsAcceptedInstallsNothingUnsigned(String options) throws IOException {
        String text = "Types: deb\nURIs: " + url() + "\nSuites: flat/\n" + options;
        assertThat(aptInstalls(".sources", read(".sources", text))).isFalse();
    }

    /** That apt can't read these must not be the reason. */
    @Test
    void aptUnderstandsWhatIsWrittenForIt() throws IOException {
        String text = read(".list", """
                deb [arch=amd64,all lang=none target=Packages pdiffs=0 by-hash=force check-date=no valid-until-max=9] %s flat/
                """.formatted(url()));
        assertThat(aptInstalls(".sources", text)).isFalse();
        assertThat(aptInstalls(".sources", text + "Trusted: yes\n")).isTrue();
    }

    private String url() {
        return "copy:" + repository.root();
    }

    private String read(String suffix, String text) throws IOException {
        Path file = Files.writeString(directory.resolve("own" + suffix), text);
        return AptSources.of(
                        new Source.RepositoryFile(file),
                        DistributionProfile.of("debian"),
                        new OsRelease(Map.of()),
                        Path.of("/none"))
                .text();
    }

    /** Whether apt downloads the package without being forced to. */
    private boolean aptInstalls(String suffix, String sources) throws IOException {
        Path root = Files.createTempDirectory(directory, "root");
        for (String path : List.of("etc/apt/apt.conf.d", "etc/apt/preferences.d", "etc/apt/sources.list.d")) {
            Files.createDirectories(root.resolve(path));
        }
        Files.createDirectories(root.resolve(AptSetup.LISTS));
        Files.createDirectories(root.resolve(AptSetup.ARCHIVES));
        Path status = Files.createDirectories(root.resolve("var/lib/dpkg")).resolve("status");
        Files.createFile(status);
        Files.writeString(root.resolve("etc/apt/sources.list.d/own" + suffix), sources);
        Path configuration = Files.writeString(root.resolve("apt.conf"), """
                Dir "%s";
                Dir::State::status "%s";
                Dir::Etc::trusted "/none";
                Dir::Etc::trustedparts "/none";
                APT::Sandbox::User "root";
                APT::Architecture "amd64";
                """.formatted(root, status));
        String apt = "APT_CONFIG=" + configuration;
        return Tool.run("env", apt, "apt-get", "update", "--error-on=any").exitCode() == 0
                && Tool.run("env", apt, "apt-get", "install", "--download-only", "--yes", PACKAGE)
                                .exitCode()
                        == 0;
    }
}
