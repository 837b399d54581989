package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.config.SignaturePolicy;
import org.kubeos.kbimg.config.Source;

class AptSettingsTest {

    private static final Source.Repositories HOST = new Source.HostRepositories();

    @Test
    void theHostTellsHowToReachRepositoriesAndNoMore() {
        String settings = of(
                        "APT::Install-Recommends \"1\";",
                        "Acquire::http::Proxy \"http://proxy:3128\";",
                        "acquire::https::Proxy::deb.example.org \"DIRECT\";",
                        "Acquire::Check-Valid-Until \"false\";",
                        "Acquire::AllowInsecureRepositories \"1\";",
                        "Acquire::https::Unheard-Of \"1\";",
                        "Acquire::http::Proxy \"x\"; APT::Get::AllowUnauthenticated \"1\";",
                        "DPkg::Post-Invoke:: \"touch /surprise\";")
                .text();
        assertThat(settings)
                .startsWith("Acquire::http::Proxy \"http://proxy:3128\";\n"
                        + "acquire::https::Proxy::deb.example.org \"DIRECT\";\n"
                        + "Acquire::Check-Valid-Until \"false\";\n")
                .contains("Acquire::AllowInsecureRepositories \"false\";", "APT::Install-Recommends \"false\";")
                .doesNotContain("\"1\"", "Post-Invoke");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Acquire::https::Verify-Peer \"false\";",
                "acquire::HTTPS::verify-peer \"no\";",
                "Acquire::https::Verify-Host \"0\";",
                "Acquire::https::deb.example.org::Verify-Peer \"off\";",
                "Acquire::https::Verify-Host::deb.example.org \"disable\";",
                "Acquire::http::Verify-Peer \"without\";",
            })
    void serversAreCheckedWhateverTheHostDoes(String line) {
        AptSettings settings = of(line);
        assertThat(settings.text()).doesNotContain(line).contains("Acquire::https::Verify-Peer \"true\";");
        assertThat(settings.warnings())
                .singleElement()
                .asString()
                .startsWith("This host's apt does not check server certificates (")
                .contains("'ca'");
    }

    @Test
    void aHostThatChecksServersIsNoWarning() {
        assertThat(of("Acquire::https::Verify-Peer \"true\";", "Acquire::https::Verify-Host \"\";")
                        .warnings())
                .isEmpty();
    }

    @Test
    void theFilesOfThisMachineThatAptReadsAreNamed() {
        var repository = new Source.Repository(
                "own",
                "https://deb.example.org/",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                SignaturePolicy.ALL,
                Optional.of(Path.of("/ca/own.pem")));
        AptSettings settings = AptSettings.of(
                List.of(
                        "Acquire::https::CaInfo \"/ca/all.pem\";",
                        "Acquire::https::deb.example.org::SslCert \"/client/cert.pem\";",
                        "Acquire::https::SSLKey::deb.example.org \"/client/key.pem\";",
                        "Acquire::http::Proxy-Auto-Detect \"/usr/local/bin/find-proxy\";",
                        "Acquire::http::User-Agent \"/no/file\";"),
                new Source.RepositoryList(List.of(repository)));
        assertThat(settings.localPaths())
                .containsExactly(
                        Path.of("/ca/all.pem"),
                        Path.of("/ca/own.pem"),
                        Path.of("/client/cert.pem"),
                        Path.of("/client/key.pem"),
                        Path.of("/usr/local/bin/find-proxy"));
        assertThat(settings.text()).endsWith("Acquire::https::deb.example.org::CaInfo \"/ca/own.pem\";\n");
    }

    private static AptSettings of(String... dump) {
        return AptSettings.of(List.of(dump), HOST);
    }
}
