package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildException;
import org.kubeos.testkit.Tool;

/** The commands {@code key} and {@code verify}. */
class SigningCommandsTest {

    @TempDir
    Path directory;

    private final FakeBuildService work = new FakeBuildService();

    private CommandLineRun run(String... args) {
        return CommandLineRun.of(work, args);
    }

    private String at(String name) {
        return directory.resolve(name).toString();
    }

    private Path makeKey() throws IOException {
        run("key", "generate", "-o", at("release"), "--no-passphrase");
        return directory.resolve("release.pub");
    }

    @Test
    void makesAKeyPair() throws IOException {
        Path passphrase = Files.writeString(directory.resolve("passphrase"), "correct horse\n");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));

        CommandLineRun run = run("key", "generate", "-o", at("release"), "--passphrase-file", passphrase.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(at("release.key") + "\n" + at("release.pub") + "\n");
        assertThat(run.out() + run.err()).doesNotContain("correct horse");
        Tool.run("openssl", "pkey", "-noout", "-passin", "pass:correct horse", "-in", at("release.key"))
                .expectSuccess();
    }

    @Test
    void needsAPassphraseOrTheWordThatThereIsNone() {
        CommandLineRun run = run("key", "generate", "-o", at("release"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("there is no terminal to ask for a passphrase")
                .contains("--passphrase-variable VARIABLE", "--passphrase-file FILE", "--no-passphrase");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void overwritesNoKey() throws IOException {
        makeKey();

        CommandLineRun run = run("key", "generate", "-o", at("release"), "--no-passphrase");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("kbimg: Can't write " + at("release.pub")
                        + ": it exists, and keys are not overwritten. Choose another name with -o.\n");
    }

    @Test
    void verifiesAnImage() throws IOException {
        CommandLineRun run = run(
                "verify", "registry.example.org/kubeos:v1", "--key", makeKey().toString());

        assertThat(work.asked).contains("verify registry.example.org/kubeos:v1 1 of 1");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .isEqualTo("registry.example.org/kubeos:v1: " + FakeBuildService.DIGEST + "\nsigned with key "
                        + FakeBuildService.DIGEST + " as registry.example.org/kubeos:v1, version=v1\n");
    }

    @Test
    void verifiesFilesAsAConfigSays() throws IOException {
        makeKey();
        Path config = Files.writeString(
                directory.resolve("kbimg.yaml"),
                "version: v1\ndistribution: debian\nsource: {repository: host}\ntrust: {keys: [release.pub]}\n");

        CommandLineRun run = run("verify", directory.toString(), "-f", config.toString(), "--json");

        assertThat(work.asked).contains("verify " + directory + " 1 of 1");
        assertThat(run.out())
                .contains("\"files\" : [ \"kubeos.tar\" ]", "\"notCovered\" : [ \"notes.txt\" ]", "CN=release");
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        String key = makeKey().toString();
        work.failure = new BuildException("Can't trust out: it was altered.");

        assertThat(run("verify", directory.toString(), "--key", key).exitCode()).isEqualTo(1);
        assertThat(run("verify", directory.toString()).err()).contains("Whose signatures are trusted? Name keys with");
        assertThat(run("verify", at("none"), "--key", key).err())
                .contains("There is no file or directory " + at("none"));
        assertThat(run("verify", at(""), "--key", key, "--threshold", "2").err())
                .contains("trust: the threshold is 2, but there are only 1 different keys.");
        assertThat(run("verify", at(""), "--key", at("release.key")).exitCode()).isEqualTo(2);
    }
}
