package org.kubeos.kbimg.rootfs.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;

class LockFilesTest {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private static final String TEXT = """
            {
              "format": "1",
              "kbimg": "1.2 \\"beta\\"",
              "distribution": "debian",
              "profile": "%2$s",
              "architecture": "x86_64",
              "node": {
                "names": [
                  "dash",
                  "zstd"
                ],
                "sources": [
                  "https://example.org/debian bookworm main"
                ],
                "repositories": [
                  {"url": "https://example.org/debian/dists/bookworm/InRelease", "digest": "%1$s"}
                ],
                "packages": [
                  {"name": "dash", "version": "1:0.5", "architecture": "amd64", "size": 97312, "digest": "%1$s", "url": "https://example.org/debian/pool/d%%2b.deb"},
                  {"name": "zstd", "version": "1.5", "architecture": "amd64", "size": 1, "installed": 0, "digest": "%1$s", "url": "copy:/srv/zstd.deb"}
                ]
              },
              "admin": {
                "names": [],
                "sources": [
                  "host"
                ],
                "repositories": [],
                "packages": []
              }
            }
            """.formatted(DIGEST, "cd".repeat(32));

    @TempDir
    private Path directory;

    private static LockFile lock() {
        var dash = new PackageDescription(
                "dash",
                "1:0.5",
                "amd64",
                new DataSize(97312),
                Optional.empty(),
                "https://user:secret@example.org/debian/pool/d%2b.deb",
                DIGEST);
        var zstd = new PackageDescription(
                "zstd", "1.5", "amd64", new DataSize(1), Optional.of(new DataSize(0)), "copy:/srv/zstd.deb", DIGEST);
        var node = new LockedPart(
                List.of("zstd", "dash"),
                List.of("https://example.org/debian bookworm main"),
                List.of(new RepositoryState("https://user:secret@example.org/debian/dists/bookworm/InRelease", DIGEST)),
                List.of(zstd, dash));
        var admin = new LockedPart(List.of(), List.of("host"), List.of(), List.of());
        return new LockFile(
                "1.2 \"beta\"",
                "debian",
                "cd".repeat(32),
                "x86_64",
                Optional.empty(),
                Map.of(LockedPart.Name.ADMIN, admin, LockedPart.Name.NODE, node));
    }

    @Test
    void thePlaceIsBesideTheConfig() {
        assertThat(LockFiles.of(Path.of("a/kbimg.yaml"))).isEqualTo(Path.of("a/kbimg.lock"));
        assertThat(LockFiles.of(Path.of("node.v2.yml"))).isEqualTo(Path.of("node.v2.lock"));
        assertThat(LockFiles.of(Path.of("node"))).isEqualTo(Path.of("node.lock"));
    }

    @Test
    void textIsSortedHasALinePerPackageAndNoPasswords() {
        assertThat(LockFiles.text(lock())).isEqualTo(TEXT);
    }

    @Test
    void readingGivesWhatWasWritten() throws IOException {
        Path file = directory.resolve("kbimg.lock");
        LockFiles.write(lock(), file);
        LoadedLock loaded = LockFiles.read(file, Optional.empty());
        assertThat(loaded.lock()).isEqualTo(lock());
        assertThat(loaded.digest()).isEqualTo(Fingerprint.of(file));
        assertThat(directory.toFile().list()).containsExactly("kbimg.lock");
    }

    @ParameterizedTest
    @CsvSource({"image", "archive"})
    void sourcesThatAreNoPackagesHaveADigest(String kind) throws IOException {
        LockedSource source = kind.equals("image") ? new LockedSource.Image(DIGEST) : new LockedSource.Archive(DIGEST);
        var lock = new LockFile("1", "debian", "0".repeat(64), "aarch64", Optional.of(source), Map.of());
        Path file = directory.resolve("kbimg.lock");
        LockFiles.write(lock, file);
        assertThat(Files.readString(file)).contains("{\"kind\": \"" + kind + "\", \"digest\": \"" + DIGEST + "\"}");
        assertThat(LockFiles.read(file, Optional.empty()).lock()).isEqualTo(lock);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"format\": \"1\" | \"format\": \"2\" | kbimg.lock:2:13: format: '2' is not a format of lock files",
                "\"dash\", \"version\" | \"-oDir=x\", \"version\" | '-oDir=x' is not the name of a package",
                "\"dash\", \"version\" | \"../dash\", \"version\" | '../dash' is not the name of a package",
                "\"1:0.5\" | \"1:0.5/../../x\" | is not the version of a package",
                "\"1:0.5\" | \"1:0.5\\u0007\" | '1:0.5\\u0007' is not the version of a package",
                "\"size\": 97312 | \"size\": 999999999999 | '999999999999' is not a size",
                "\"size\": 97312 | \"size\": -1 | '-1' is not a size",
                "\"digest\": \"sha256:ab | \"digest\": \"md5:ab | is not a digest",
                "\"digest\": \"sha256:ab | \"digest\": \"sha256:AB | is not a digest",
                "https://example.org/debian/pool | https://me:pw@example.org/debian/pool | is not a URL",
                "https://example.org/debian/pool | https://example.org/'x/pool | is not a URL",
                "\"zstd\", \"version\": \"1.5\" | \"dash\", \"version\": \"1:0.5\" | a second package dash 1:0.5 amd64",
                "\"kbimg\": | \"kbimgs\": | unknown key 'kbimgs'",
                "\"distribution\": | \"format\": | the key 'format' stands here a second time",
                "\"architecture\": \"x86_64\" | \"architecture\": \"vax\" | 'vax' is not an architecture",
                "\"packages\": [ | \"packages\": 7, \"x\": [ | found the text '7'"
            })
    void whatIsWrongIsToldWithItsPlace(String right, String wrong, String message) throws IOException {
        assertThat(TEXT).contains(right);
        expectFailure(TEXT.replace(right, wrong), message);
    }

    @Test
    void halfAFileAndAnEmptyOneAreTold() throws IOException {
        expectFailure(TEXT.substring(0, TEXT.length() / 2), "not YAML");
        expectFailure("", "the file is empty");
        expectFailure("[]", "found a list");
    }

    @Test
    void bytesThatAreNoTextAreTold() throws IOException {
        Path file = Files.write(directory.resolve("kbimg.lock"), "\"\u00e9\"".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> LockFiles.read(file, Optional.empty()))
                .withMessage("The lock file " + file + " is not UTF-8. Write it anew with 'kbimg lock --update'.");
    }

    @Test
    void aFileThatChangedIsNotCopied() throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.lock"), TEXT);
        LoadedLock loaded = LockFiles.read(file, Optional.empty());
        Path copy = directory.resolve("copy");
        LockFiles.copy(loaded, copy);
        assertThat(copy).hasSameBinaryContentAs(file);
        Files.writeString(file, TEXT.replace("0.5", "0.6"));
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> LockFiles.copy(loaded, directory.resolve("other")))
                .withMessageContaining("has changed meanwhile");
        assertThat(directory.resolve("other")).doesNotExist();
    }

    private void expectFailure(String text, String message) throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.lock"), text);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> LockFiles.read(file, Optional.empty()))
                .withMessageContaining(message)
                .withMessageContaining("in " + file);
    }
}
