package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Refusal;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.host.qemu.MachineOptions;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/** Whole command lines: exit code, standard output, standard error. */
class KbimgTest {

    @TempDir
    Path directory;

    private static final String PLAIN = "version: v1\ndistribution: debian\nsource: {repository: host}\n";

    private final FakeBuildService work = new FakeBuildService();
    private String config;
    private String output;

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(
                        directory.resolve("kbimg.yaml"),
                        PLAIN + "root: {password: $6$salt$" + "a".repeat(86)
                                + "}\ngrub: {password: grub.pbkdf2.sha512.10000." + "AB".repeat(64) + "."
                                + "CD".repeat(64) + "}\n")
                .toString();
        output = directory.resolve("out").toString();
    }

    private Result run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int exitCode = new Kbimg(work, terminal).run(args);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Result create(String... more) {
        String[] args = new String[6 + more.length];
        System.arraycopy(new String[] {"create", "vm-image", "-f", config, "-o", output}, 0, args, 0, 6);
        System.arraycopy(more, 0, args, 6, more.length);
        return run(args);
    }

    private static JsonNode json(Result result) throws IOException {
        return new ObjectMapper().readTree(result.out);
    }

    @Test
    void createPrintsThePathsAndTellsProgressElsewhere() {
        Result result = create();
        assertThat(result.exitCode).isZero();
        assertThat(result.out).isEqualTo(output + "/system.qcow2\n");
        assertThat(result.err.replaceAll("\\[[^]]*]", "[time]"))
                .isEqualTo("[time] Installing packages\nwarning: no KVM\n[time] Writing disk\n[time] Done\n");
        assertThat(work.asked).containsExactly("create vm-image v1 " + output);
    }

    @Test
    void createTakesOptionsOnBothSidesOfTheSubcommand() {
        Result result = run(
                "--quiet",
                "create",
                "vm-img",
                "--file=" + config,
                "--set",
                "version=v2",
                "--set=hostname=a",
                "--format",
                "raw",
                "-o",
                output);
        assertThat(result).isEqualTo(new Result(0, output + "/system.qcow2\n", "warning: no KVM\n"));
        assertThat(work.asked).containsExactly("create vm-image v2 raw " + output);
        assertThat(create("--quiet")).isEqualTo(result);
        assertThat(run("create", "--quiet", "vm-image", "-f", config, "-o", output))
                .isEqualTo(result);
    }

    @Test
    void createTakesUpstreamsOrderOfArguments() {
        Result usual = create("-q");
        assertThat(run("create", "-q", "-f", config, "-o", output, "vm-img")).isEqualTo(usual);
        assertThat(run("-q", "create", "--file=" + config, "--format", "vm-image", "-o", output, "vm-img").err)
                .as("an option's value is no artifact")
                .contains("'vm-image'")
                .contains("--format");
        assertThat(work.asked).hasSize(2).containsOnly("create vm-image v1 " + output);
        assertThat(run("plan", "-f", config, "--json", "vm-image"))
                .isEqualTo(run("plan", "vm-image", "-f", config, "--json"));
    }

    @Test
    void tellsAboutAnUnknownArtifactWhereverItStands() {
        assertThat(run("create", "-f", config, "floppy-img").err)
                .isEqualTo(run("create", "floppy-img", "-f", config).err)
                .contains("floppy-img");
        assertThat(run("create", "-f", config).exitCode).isEqualTo(2);
    }

    @Test
    void createPrintsOneJsonDocument() throws IOException {
        JsonNode json = json(create("--json"));
        assertThat(json.at("/artifact").asText()).isEqualTo("vm-image");
        assertThat(json.at("/version").asText()).isEqualTo("v1");
        assertThat(json.at("/files/0/path").asText()).isEqualTo(output + "/system.qcow2");
        assertThat(json.at("/files/0/bytes").asInt()).isEqualTo(5);
    }

    @Test
    void failuresAreJsonToo() throws IOException {
        work.failure = new BuildException("no weather for this");
        Result failed = create("--json", "--quiet");
        assertThat(json(failed).at("/error").asText()).isEqualTo("kbimg: no weather for this");
        assertThat(json(failed).at("/exitCode").asInt())
                .isEqualTo(failed.exitCode)
                .isEqualTo(1);
        assertThat(failed.err).contains("kbimg: no weather for this");

        JsonNode wrong = json(create("--json", "--set=hostnam=x"));
        assertThat(wrong.at("/exitCode").asInt()).isEqualTo(2);
        assertThat(wrong.at("/problems/0/message").asText()).isEqualTo("unknown key 'hostnam'");
    }

    @Test
    void debugShowsCommandsAndTheirOutputWithoutControlCharacters() {
        assertThat(create("--debug").err)
                .contains("+ apt-get install 'it'\\''s'\n| Unpacking [31m bash\n")
                .doesNotContain("\u001b");
    }

    @Test
    void aFailedBuildIsOne() {
        work.failure = new BuildException(
                "Installing packages failed.", new UncheckedIOException(new AccessDeniedException("/var/cache/x")));
        Result result = create();
        assertThat(result.exitCode).isEqualTo(1);
        assertThat(result.out).isEmpty();
        assertThat(result.err)
                .endsWith("Failed\nkbimg: Installing packages failed.\n"
                        + "  because: Permission denied: /var/cache/x\n");
    }

    @Test
    void wrongConfigsAndCommandLinesAreTwo() {
        assertThat(create("--set", "hostname=-").exitCode).isEqualTo(2);
        work.failure = new UsageException("no");
        assertThat(create().exitCode).isEqualTo(2);
        assertThat(work.asked).hasSize(1);
    }

    @Test
    void somethingMissingIsThree() {
        work.failure = new HostException("mmdebstrap is missing. Install the package mmdebstrap.");
        Result result = create();
        assertThat(result.exitCode).isEqualTo(3);
        assertThat(result.err).endsWith("kbimg: mmdebstrap is missing. Install the package mmdebstrap.\n");
    }

    @Test
    void anInterruptionIs130() {
        work.failure = new BuildException("stopped", new InterruptedException());
        Result result = create();
        assertThat(result.exitCode).isEqualTo(130);
        assertThat(result.err).endsWith("kbimg: Interrupted\n");
    }

    /** Of a process whose words are shown, the exit code says nothing more. */
    @Test
    void anExitCodeIsShownOnlyWhereNothingElseIs() throws Exception {
        var runner = new ProcessRunner(Application.NAME, Progress.SILENT);
        ProcessFailedException failed = catchThrowableOfType(
                ProcessFailedException.class,
                () -> runner.run(Command.of("sh", "-c", "echo 'E: no such package'; exit 100")));
        work.failure = new BuildException("Can't install the packages:\nE: no such package", failed);
        assertThat(create().err).endsWith("E: no such package\n");
        work.failure = new BuildException("Can't install the packages.", failed);
        assertThat(create().err).endsWith("because: sh ended with exit code 100\n");
    }

    @Test
    void aFullDiskIsExplained() {
        work.failure = new UncheckedIOException(new IOException("out/x: No space left on device"));
        assertThat(create().err).contains("The disk is full").contains("-o");
    }

    @Test
    void faultsOfKbimgShowTheirTraceOnlyWhenAsked() {
        work.failure = new IllegalStateException("surprise");
        Result result = create();
        assertThat(result.exitCode).isEqualTo(1);
        assertThat(result.err)
                .contains("kbimg: Internal error: java.lang.IllegalStateException: surprise")
                .doesNotContain("\tat ");
        assertThat(create("--debug").err).contains("\tat ");
        assertThat(run("--debug", "boot", "x").err).contains("\tat ");
    }

    @Test
    void otherProgramsWordsAreShownWithoutSecretsAndControls() throws IOException {
        work.failure = new BuildException("Can't read the package repositories:\nE: \u001b[2J"
                + "Failed to fetch http://user:secret@deb.example/x?token=secret");
        String shown =
                "Can't read the package repositories:\nE:  [2JFailed to fetch http://********@deb.example/x?token=********";
        assertThat(create().err).contains(shown);
        assertThat(create("--debug").err).contains(shown).doesNotContain("secret");
        assertThat(json(create("--json")).at("/error").asText()).contains(shown);
    }

    @Test
    void errorsOfTheMachineAreMessagesToo() {
        work.error = new OutOfMemoryError("Java heap space");
        Result memory = create();
        assertThat(memory.err)
                .contains("kbimg: Java ran out of memory. Give it more")
                .doesNotContain("\tat ");
        assertThat(memory.exitCode).isEqualTo(1);

        work.error = new StackOverflowError();
        Result stack = create();
        assertThat(stack.err)
                .contains("kbimg: Internal error: java.lang.StackOverflowError", "--debug")
                .doesNotContain("\tat ");
        assertThat(stack.exitCode).isEqualTo(1);
        assertThat(create("--debug").err).contains("\tat ");
    }

    @Test
    void aLibraryThatCanNotBeLoadedIsTheHostsFault() {
        var unloaded = new UnsatisfiedLinkError("/x/libzstd.so: failed to map segment\nUnsupported OS/arch");
        var later = new NoClassDefFoundError("Could not initialize class Zstd");
        later.initCause(new ExceptionInInitializerError(
                "Exception java.lang.UnsatisfiedLinkError: /x/libzstd.so [in thread \"1\"]"));
        for (Error error : List.of(unloaded, later)) {
            work.error = error;
            Result result = create();
            assertThat(result.err)
                    .contains("kbimg: Can't load a native library: ", "/x/libzstd.so", "noexec", "KBIMG_CACHE")
                    .doesNotContain("\tat ");
            assertThat(result.exitCode).isEqualTo(3);
        }
    }

    @Test
    void validateTellsEveryProblem() throws IOException {
        assertThat(run("validate", "-f", config)).isEqualTo(new Result(0, config + " is a valid config.\n", ""));
        Result wrong = run("validate", "-f", config, "--set=disk.size=1", "--set=hostnam=x");
        assertThat(wrong.exitCode).isEqualTo(2);
        assertThat(wrong.out).isEmpty();
        assertThat(wrong.err).contains("disk.size", "did you mean 'hostname'?", "2 problems in " + config);

        Result machine = run("validate", "-f", config, "--json", "--set=hostnam=x");
        assertThat(machine.exitCode).isEqualTo(2);
        assertThat(machine.err).isEmpty();
        assertThat(json(machine).at("/valid").asBoolean()).isFalse();
        assertThat(json(machine).at("/problems/0/message").asText()).isEqualTo("unknown key 'hostnam'");
        assertThat(json(machine).at("/problems/0/advice").asText()).isEqualTo("did you mean 'hostname'?");
        assertThat(json(run("--json", "validate", "-f", config)).at("/valid").asBoolean())
                .isTrue();
    }

    @Test
    void validateTellsWhatACachedBaseRefuses() throws IOException {
        Files.writeString(Path.of(config), PLAIN + "services: {enable: [sshd, nothing]}\n");
        work.refusals = List.of(new Refusal("services.enable", OptionalInt.of(1), "there is no such unit"));
        Result wrong = run("validate", "-f", config);
        assertThat(wrong.exitCode).isEqualTo(2);
        assertThat(wrong.out).isEmpty();
        assertThat(wrong.err).contains(config + ":4:27: services.enable: there is no such unit\n", "1 problem in ");
        Result machine = run("validate", "-f", config, "--json");
        assertThat(machine.exitCode).isEqualTo(2);
        assertThat(json(machine).at("/problems/0/line").asInt()).isEqualTo(4);
    }

    @Test
    void whoCanGetIntoANodeIsAWarning() throws IOException {
        Files.writeString(Path.of(config), PLAIN + "root: {password: geheim}\n");
        String clearText = "warning: " + config + ":4:18: root.password: is in plain text";
        String menu = "warning: " + config + ":1:1: grub.password: is not set";
        assertThat(create("--quiet").err).contains(clearText, menu);
        assertThat(run("plan", "vm-image", "-f", config).err).contains(clearText, menu);
        assertThat(run("validate", "-f", config))
                .satisfies(result -> assertThat(result.exitCode).isZero())
                .satisfies(result -> assertThat(result.err).contains(clearText, menu));
        Result machine = run("validate", "--json", "-f", config);
        assertThat(json(machine).at("/valid").asBoolean()).isTrue();
        assertThat(json(machine).at("/warnings/0/key").asText()).isEqualTo("grub.password");
        assertThat(json(machine).at("/warnings/1/key").asText()).isEqualTo("root.password");
        assertThat(json(machine).at("/warnings/1/column").asInt()).isEqualTo(18);
        assertThat(run("create", "admin-image", "-f", config, "-o", output).err).doesNotContain("warning: " + config);
    }

    @Test
    void upstreamsConfigsWorkWithWarnings() throws IOException {
        Path repository = Files.writeString(directory.resolve("my.repo"), "");
        Files.writeString(
                Path.of(config),
                "[from_repo]\nversion = 'v3'\nrepo_path = '" + repository + "'\n[dm_verity]\nefi_key = 'geheim'\n");
        Result result = create("--quiet", "--set", "distribution=debian");
        assertThat(result.exitCode).isZero();
        assertThat(result.err)
                .startsWith("warning: " + config + ":4:1: dm_verity: this version does not protect root slots")
                .contains("warning: " + config + ":1:1: grub.passwd: is not set")
                .doesNotContain("geheim");
        assertThat(work.asked).containsExactly("create vm-image v3 " + output);

        Result machine = run("validate", "--json", "-f", config, "--set=distribution=debian");
        assertThat(json(machine).at("/valid").asBoolean()).isTrue();
        assertThat(json(machine).at("/warnings/0/key").asText()).isEqualTo("dm_verity");
        assertThat(run("validate", "-f", config, "--set=distribution=debian").err)
                .startsWith("warning: " + config);
    }

    @Test
    void upstreamsOptionsStandForAConfig() throws IOException {
        Path repository = Files.writeString(directory.resolve("my.repo"), "");
        Path agent = Files.writeString(directory.resolve("os-agent"), "");
        String hash = "$6$salt$" + "a".repeat(86);
        String[] line = {
            "create",
            "vm-image",
            "-o",
            output,
            "--set=distribution=debian",
            "-p",
            repository.toString(),
            "-v",
            "v4",
            "-b",
            agent.toString(),
            "-e",
            hash
        };
        Result result = run(line);
        assertThat(result.exitCode).as(result.err).isZero();
        assertThat(work.asked).containsExactly("create vm-image v4 " + output);
        assertThat(run("create", "vm-image", "-p", "x.repo", "-v", "v1", "-e", "geheim"))
                .satisfies(wrong -> assertThat(wrong.exitCode).isEqualTo(2))
                .satisfies(wrong -> assertThat(wrong.err).contains("-e: ").doesNotContain("geheim"));
        assertThat(run("create", "vm-image", "-d", "kubeos:v1").exitCode).isEqualTo(2);
        assertThat(run("create", "vm-image", "-f", config, "-v", "v1").exitCode).isEqualTo(2);
    }

    @Test
    void convertWritesAConfigThatIsValid() throws IOException {
        Path repository = Files.writeString(directory.resolve("my.repo"), "");
        Path old = Files.writeString(
                directory.resolve("old"),
                "[from_repo]\nversion = 'v3'\nrepo_path = '" + repository + "'\n[dm_verity]\nefi_key = 'geheim'\n");
        Path converted = directory.resolve("new.yaml");
        Result result = run("convert", old.toString(), "-o", converted.toString());
        assertThat(result.exitCode).isZero();
        assertThat(result.out).isEmpty();
        assertThat(result.err).startsWith("warning: " + old + ":4:1: dm_verity: ");
        assertThat(run("convert", old.toString()).out).isEqualTo(Files.readString(converted));
        assertThat(run("validate", "-f", converted.toString(), "--set=distribution=debian").exitCode)
                .isZero();
        assertThat(run("convert", old.toString(), "-o", converted.toString()).exitCode)
                .isEqualTo(2);
        assertThat(run("convert", converted.toString()).exitCode).isEqualTo(2);
    }

    @Test
    void inspectPrintsATable() throws IOException {
        assertThat(run("inspect", "disk.qcow2").out).isEqualTo("""
                        disk.qcow2: qcow2, 20 GiB, starts from UEFI

                        #  PARTITION  START   SIZE     FILE SYSTEM  LABEL  SIZE    FREE    ID
                        1  BOOT       1 MiB   60 MiB   vfat         BOOT   60 MiB  50 MiB  1234ABCD
                        2  ROOT-A     61 MiB  2.5 GiB  -            -      -       -       -

                        NAME=KubeOS
                        """);
        JsonNode json = json(run("inspect", "disk.qcow2", "--json"));
        assertThat(json.at("/firmware").asText()).isEqualTo("uefi");
        assertThat(json.at("/partitions/0/fileSystem/type").asText()).isEqualTo("vfat");
        assertThat(json.at("/partitions/1/start").asLong()).isEqualTo(61L << 20);
        assertThat(json.at("/osRelease/NAME").asText()).isEqualTo("KubeOS");
    }

    @Test
    void bootPassesTheImageOn() {
        assertThat(run("boot", "disk.qcow2")).isEqualTo(new Result(0, "", ""));
        assertThat(work.asked).containsExactly("boot disk.qcow2");
    }

    @Test
    void bootPassesChoicesOnAndRefusesWrongOnes() {
        String[] line = {
            "boot", "--persistent", "--memory=4GiB", "--cpus", "8", "--ssh", "2222", "--forward=8080:80", "disk.qcow2"
        };
        assertThat(run(line).exitCode).isZero();
        var forwards = List.of(new MachineOptions.Forward(2222, 22), new MachineOptions.Forward(8080, 80));
        assertThat(work.asked).containsExactly("boot disk.qcow2 " + new MachineOptions(true, 4096, 8, forwards));
        for (String wrong :
                List.of("--memory=4", "--memory=1MiB", "--cpus=0", "--ssh=70000", "--forward=80", "--forward=0:80")) {
            assertThat(run("boot", wrong, "disk.qcow2").exitCode).as(wrong).isEqualTo(2);
        }
        assertThat(work.asked).hasSize(1);
    }

    @Test
    void sshPassesCommandsOnAsTheyAreAndTheirExitCodesBack() {
        work.sshExitCode = 42;
        assertThat(run("ssh")).isEqualTo(new Result(42, "", ""));
        assertThat(run("ssh", "--port=2222", "--user", "core", "--timeout", "5", "--", "ls", "--help"))
                .isEqualTo(new Result(42, "", ""));
        assertThat(run("ssh", "tail", "-n", "--", "1", "a b").exitCode).isEqualTo(42);
        assertThat(work.asked)
                .containsExactly(
                        "ssh root PT10M []",
                        "ssh core:2222 PT5S [ls, --help]",
                        "ssh root PT10M [tail, -n, --, 1, a b]");
        assertThat(run("ssh", "--timeout=-1").exitCode).isEqualTo(2);
        assertThat(run("ssh", "--port=x").exitCode).isEqualTo(2);
        assertThat(work.asked).hasSize(3);
    }

    @Test
    void doctorTellsWhatIsMissingAndInstallsIt() throws IOException {
        assertThat(run("doctor").exitCode).isZero();
        work.complete = false;
        Result missing = run("doctor");
        assertThat(missing.exitCode).isEqualTo(3);
        assertThat(missing.out).contains("package mmdebstrap", "kbimg doctor --install");
        assertThat(json(run("doctor", "--json")).at("/needs/0/present").asBoolean())
                .isFalse();
        assertThat(run("doctor", "--install").exitCode).isZero();
        assertThat(work.asked).contains("install [mmdebstrap]");
    }

    @Test
    void cacheListsAndClears() throws IOException {
        assertThat(run("cache", "list").out).isEqualTo("""
                        BASE           DISTRIBUTION  SIZE     LAST USED    CONTENTS
                        0123456789ab…  debian        380 MiB  3 hours ago  node, x86_64 uefi: vim
                        """);
        assertThat(json(run("cache", "list", "--json")).at("/bases/0/key").asText())
                .isEqualTo("0123456789abcdef");
        assertThat(run("cache", "clear")).isEqualTo(new Result(0, "Freed 380 MiB.\n", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--help",
                "create --help",
                "create vm-image --help",
                "create vm-img -h",
                "validate --help",
                "convert --help",
                "boot --help",
                "ssh --help",
                "inspect --help",
                "doctor --help",
                "plan --help",
                "plan vm-image --help",
                "init --help",
                "schema --help",
                "completion --help",
                "man --help",
                "cache --help",
                "cache clear --help",
                "help create",
                "--version"
            })
    void helpIsEverywhere(String line) {
        Result result = run(line.isEmpty() ? new String[] {"help"} : line.split(" "));
        assertThat(result.exitCode).isZero();
        assertThat(result.out).matches("(?s)(Usage: |kbimg \\d).*");
        assertThat(result.err).isEmpty();
        assertThat(work.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "create",
                "creat vm-image",
                "create vm-imag",
                "create vm-image",
                "create vm-image -f x --format vdi",
                "create vm-image -f x -f y",
                "boot",
                "boot a b",
                "inspect",
                "validate --fil x",
                "validate -f /nonexistent",
                "convert",
                "convert /nonexistent",
                "cache",
                "plan",
                "plan vm-image",
                "plan vm-image -f /nonexistent",
                "completion",
                "completion fish",
                "man frobnicate",
                "init --set nonsense",
                "--nonsense"
            })
    void wrongUsageIsTwoAndSaysWhatToDo(String line) {
        Result result = run(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(result.exitCode).isEqualTo(2);
        assertThat(result.out).isEmpty();
        assertThat(result.err).startsWith("kbimg: ");
        assertThat(work.asked).isEmpty();
    }

    @Test
    void aMisspeltCommandGetsASuggestion() {
        assertThat(run("create", "vm-imag").err).contains("create vm-image");
    }

    @Test
    void anUnknownWordIsAnsweredWithWhatIsExpected() {
        String artifacts = "Expected one of: vm-image, pxe-image, upgrade-image";
        assertThat(run("create", "iso").err).contains(artifacts + ", admin-image\n");
        assertThat(run("create", "vm-image", "iso", "-f", config).err).contains(artifacts + "\n");
        String file = "A config is given with -f: -f " + config + "\n";
        assertThat(run("validate", config).err).contains(file);
        assertThat(run("create", "vm-image", config).err).contains(file);
        assertThat(run("plan", "upgrade-image", "vm-image", config).err).contains(file);
    }

    @Test
    void oneBuildMakesSeveralArtifactsAndSomeFilesOfThem() throws IOException {
        Result result = run("create", "upgrade-img", "vm-image", "-f", config, "-o", output, "--only=system.qcow2");
        assertThat(result.exitCode).as(result.err).isZero();
        assertThat(result.out)
                .isEqualTo("registry.example.org/kubeos:v1\n" + output + "/system.qcow2\n" + FakeBuildService.DIGEST
                        + "\n");
        assertThat(work.asked).containsExactly("create vm-image+upgrade-image v1 only [system.qcow2] " + output);
        JsonNode json = json(run("create", "vm-image", "upgrade-image", "-f", config, "-o", output, "--json"));
        assertThat(json.at("/artifact").asText()).isEqualTo("vm-image+upgrade-image");
        assertThat(json.at("/digest").asText()).isEqualTo(FakeBuildService.DIGEST.toString());
        assertThat(json.at("/files/0/bytes").asInt()).isEqualTo(5);
    }

    @Test
    void anOptionOfAnotherArtifactIsWrongUsage() {
        Result result = run("create", "pxe-image", "-f", config, "--format", "raw");
        assertThat(result.exitCode).isEqualTo(2);
        assertThat(result.err).contains("--format", "only pxe-image is to be built");
        assertThat(run("plan", "admin-image", "vm-image", "-f", config).err).contains("admin-image", "together");
        assertThat(work.asked).isEmpty();
    }
}
