package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.testkit.TestCertificates;

/** The authority of a repository's server, {@code source.repository[].ca}. */
class CertificateFileTest {

    @TempDir
    private Path directory;

    @Test
    void opensslsCertificatesAreTaken() throws IOException {
        Path certificate = TestCertificates.create(directory).authority();
        var source = (Source.RepositoryList)
                read("https://repo.example.org/", "ca.crt").source();
        assertThat(source.repositories())
                .singleElement()
                .extracting(Source.Repository::ca)
                .isEqualTo(Optional.of(certificate));
    }

    @ParameterizedTest
    @CsvSource({
        "https, none.pem, there is no file",
        "https, text.pem, contains no PEM certificate",
        "https, cut.pem, can't read PEM certificates from",
        "https, 'it''s\"quoted.pem', package managers don't accept",
        "http, ca.crt, only https servers have certificates"
    })
    void whatIsNoneIsRefused(String scheme, String name, String reason) throws IOException {
        Path certificate = TestCertificates.create(directory).authority();
        Files.writeString(directory.resolve("text.pem"), "no certificate\n");
        Files.writeString(
                directory.resolve("cut.pem"), Files.readString(certificate).substring(0, 200));
        Files.copy(certificate, directory.resolve("it's\"quoted.pem"));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(scheme + "://repo.example.org/", name))
                .withMessageContaining("source.repository.ca")
                .withMessageContaining(reason);
    }

    private ImageConfig read(String url, String ca) throws IOException {
        String text = "version: v1\ndistribution: openeuler\nsource:\n  repository:\n    - name: main\n      url: "
                + url + "\n      ca: '" + ca.replace("'", "''") + "'\n";
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), text);
        return new ConfigReader(List.of("openeuler")).read(file, List.of());
    }
}
