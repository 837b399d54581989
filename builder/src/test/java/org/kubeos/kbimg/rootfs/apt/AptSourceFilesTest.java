package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.nodelayout.OsRelease;

/** Files in apt's own formats: what they may say, and what becomes of it. */
class AptSourceFilesTest {

    private static final String STANZA = "Types: deb\nURIs: http://one/\nSuites: trixie\nComponents: main\n";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("org.kubeos.kbimg.rootfs.apt.UnverifiedSources#all")
    void unsignedPackagesAreRefusedHoweverTheyAreAskedFor(UnverifiedSources hostile) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> read(hostile.suffix(), hostile.text("http://one/")))
                .withMessageMatching("(?s).*/own\\.(list|sources):\\d+: .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deb [Trusted=yes] http://one/ trixie main",
                "deb [allow-insecure=yes] http://one/ trixie main",
                "deb [allow-weak=on] http://one/ trixie main",
                "deb [allow-downgrade-to-insecure=1] http://one/ trixie main",
                "deb [trusted=2] http://one/ trixie main",
                "deb-src [trusted=yes] http://one/ trixie main",
            })
    void theMessageSaysWhatToDo(String line) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> read(".list", "# ours\n" + line + "\n"))
                .withMessageContaining("own.list:2: ")
                .withMessageContaining("kbimg installs only signed packages")
                .withMessageContaining("Signed-By");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    deb [arc=amd64] http://one/ trixie main          | own.list:1: arc=amd64: not an option that kbimg passes to apt (did you mean arch?)
                    deb [arch=amd64 arch=i386] http://one/ trixie main | own.list:1: arch=i386: set twice
                    deb [arch] http://one/ trixie main               | own.list:1: expected an option of the form name=value
                    deb [arch=] http://one/ trixie main              | own.list:1: expected an option of the form name=value
                    deb [arch=amd64 http://one/ trixie main          | own.list:1: not usable for apt in URIs
                    deb [arch=amd64] [trusted=yes] http://one/ trixie main | own.list:1: not usable for apt in URIs
                    deb [trusted=yes]http://one/ trixie main         | own.list:1: not usable for apt in URIs
                    deb [signed-by=key.gpg] http://one/ trixie main  | own.list:1: signed-by=key.gpg: neither the absolute path
                    deb [by-hash=maybe] http://one/ trixie main      | own.list:1: by-hash=maybe: neither yes nor no
                    deb [valid-until-max=week] http://one/ trixie main | own.list:1: valid-until-max=week: expected a number of seconds
                    deb cdrom:[Debian 13]/ trixie main               | own.list:1: not usable for apt in URIs
                    deb http://one/ trixie                           | own.list:1: the suite has no component
                    deb http://one/ ./ main                          | own.list:1: a suite that ends in / is a directory
                    deb http://one/                                  | own.list:1: the source has no Suites
                    deb                                              | own.list:1: not an apt source
                    rpm http://one/ trixie main                      | own.list:1: rpm: apt has no source type rpm
                    deb \\                                           | own.list:1: not usable for apt in URIs
                    """)
    void aLineThatIsNotUnderstoodIsNamed(String line, String message) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> read(".list", line))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    'Truste: yes'                  | own.sources:5: Truste: yes: not an option that kbimg passes to apt. Remove
                    'Language: none'               | own.sources:5: Language: none: not an option that kbimg passes to apt (did you mean Languages?)
                    'Languages: none\nlanguages: de' | own.sources:6: languages: de: set twice
                    'Signed-By: key.gpg'           | own.sources:5: Signed-By: key.gpg: neither the absolute path
                    'Signed-By:'                   | own.sources:5: Signed-By: no value
                    'Enabled: maybe'               | own.sources:5: Enabled: maybe: neither yes nor no
                    'Signed-By: /a%20b'            | own.sources:5: Signed-By: /a%20b: neither the absolute path
                    'neither this nor that'        | own.sources:5: neither 'Name: value'
                    'Snapshot: a b'                | own.sources:5: Snapshot: a b: expected one word
                    '\n\nSuites: trixie'           | own.sources:7: the source has no Types
                    """)
    void aFieldThatIsNotUnderstoodIsNamed(String field, String message) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> read(".sources", STANZA + field.translateEscapes()))
                .withMessageContaining(message);
    }

    @Test
    void aKeyThatIsWrittenOutMayHoldNothingElse() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> read(".sources", STANZA + """
                        Signed-By:
                         -----BEGIN PGP PUBLIC KEY BLOCK-----
                         .
                         mDMEYCQjIxYJKwYBBAHaRw8BAQdAD
                        Trusted: yes
                        """))
                .withMessageContaining("own.sources:5: ")
                .withMessageContaining("not a complete key");
    }

    @Test
    void aLoneCarriageReturnEndsNoLine() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> read(".list", "deb http://one/ trixie main\rdeb [trusted=yes] http://two/ a b\n"))
                .withMessageContaining("own.list:1: a control character");
    }

    @Test
    void noIsNoDanger() throws IOException {
        assertThat(read(".list", "deb [trusted=no allow-insecure=off allow-weak=0] http://one/ trixie main"))
                .isEqualTo(STANZA + "Trusted: no\nAllow-Insecure: no\nAllow-Weak: no\n");
    }

    @Test
    void whatIsDisabledIsLeftOut() throws IOException {
        assertThat(read(".sources", STANZA + "Enabled: no\nTrusted: yes\n\n\n" + STANZA + "Enabled: true\n"))
                .isEqualTo(STANZA);
    }

    @Test
    void otherProgramsFieldsAreLeftOut() throws IOException {
        assertThat(read(".sources", "X-Repolib-Name: Ours\n" + STANZA)).isEqualTo(STANZA);
    }

    /** As distributions and vendors publish them, with other hosts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bookworm.sources",
                "trixie.sources",
                "cloud.sources",
                "noble.sources",
                "extrepo.sources",
                "windows.sources",
                "bullseye.list",
                "vendor.list",
                "snapshot.list",
            })
    void publishedFilesAreAccepted(String name) throws IOException {
        String suffix = name.substring(name.indexOf('.'));
        assertThat(read(suffix, published(name))).isEqualTo(published(name + ".expected"));
    }

    @Test
    void theFilesOfThisMachineThatAptReadsAreNamed() throws IOException {
        Path file = write(".list", """
                deb [signed-by=/keys/a.gpg,/keys/b.asc] file:///srv/a%20b ./
                deb [signed-by=0123456789ABCDEF0123456789ABCDEF01234567!] mirror+file:/etc/apt/mirrors.list trixie main
                deb copy:/srv/../srv/c trixie main
                deb https://deb.example.org/file:/no trixie main
                """);
        assertThat(sources(file).localPaths())
                .containsExactly(
                        Path.of("/etc/apt/mirrors.list"),
                        Path.of("/keys/a.gpg"),
                        Path.of("/keys/b.asc"),
                        Path.of("/srv/a b"),
                        Path.of("/srv/c"));
    }

    private static String published(String name) throws IOException {
        try (InputStream file = AptSourceFilesTest.class.getResourceAsStream("published/" + name)) {
            assertThat(file).as(name).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String read(String suffix, String text) throws IOException {
        return sources(write(suffix, text)).text();
    }

    private Path write(String suffix, String text) throws IOException {
        return Files.writeString(directory.resolve("own" + suffix), text);
    }

    private static AptSources sources(Path file) {
        return AptSources.of(
                new Source.RepositoryFile(file),
                DistributionProfile.of("debian"),
                new OsRelease(Map.of()),
                Path.of("/none"));
    }
}
