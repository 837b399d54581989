package org.kubeos.kbimg.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Tool;

class GeneratedKeyTest {

    @TempDir
    Path directory;

    private Path privateKey() {
        return directory.resolve("release.key");
    }

    private Path publicKey() {
        return directory.resolve("release.pub");
    }

    @Test
    void writesAnEncryptedKeyThatOpensslReads() throws Exception {
        GeneratedKey.generate().write(privateKey(), publicKey(), Optional.of("correct horse".toCharArray()));

        assertThat(Files.readString(privateKey())).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        assertThat(Files.getPosixFilePermissions(privateKey())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        String extracted = Tool.run(
                        "openssl", "pkey", "-in", privateKey().toString(), "-passin", "pass:correct horse", "-pubout")
                .expectSuccess()
                .text();
        assertThat(Files.readString(publicKey())).isEqualTo(extracted);
        assertThat(Tool.run("openssl", "asn1parse", "-in", privateKey().toString())
                        .text())
                .contains("PBKDF2", "0927C0", "hmacWithSHA256", "aes-256-cbc");
    }

    @Test
    void writesAKeyInTheClear() throws Exception {
        GeneratedKey.generate().write(privateKey(), publicKey(), Optional.empty());

        assertThat(Files.readString(privateKey())).startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(PrivateKeyFile.open(privateKey()).isEncrypted()).isFalse();
        Tool.run("openssl", "pkey", "-check", "-noout", "-in", privateKey().toString())
                .expectSuccess();
    }

    @Test
    void overwritesNothing() throws Exception {
        Files.writeString(publicKey(), "mine");
        assertThatThrownBy(() -> GeneratedKey.generate().write(privateKey(), publicKey(), Optional.empty()))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(publicKey().toString());
        assertThat(privateKey()).doesNotExist();

        Files.delete(publicKey());
        Files.writeString(privateKey(), "mine");
        assertThatThrownBy(() -> GeneratedKey.generate().write(privateKey(), publicKey(), Optional.empty()))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(privateKey().toString());
        assertThat(privateKey()).hasContent("mine");
        assertThat(publicKey()).doesNotExist();
    }
}
