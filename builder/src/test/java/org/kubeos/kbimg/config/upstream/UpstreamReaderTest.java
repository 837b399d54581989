package org.kubeos.kbimg.config.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Agent;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.config.Source.HostRepositories;
import org.kubeos.kbimg.config.Source.RepositoryFile;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageReference;
import org.kubeos.testkit.Tool;
import org.kubeos.yamlschema.yaml.Problem;

class UpstreamReaderTest {

    private static final String TOML = "[from_repo]\nversion = \"v1\"\nrepo_path = \"my.repo\"\n";
    private static final String YAML = "option_config:\n  v: v1\n  p: my.repo\n";
    private static final String OWN = "version: v1\ndistribution: openeuler\nsource: {repository: host}\n";

    @TempDir
    Path directory;

    private Path repository;

    @BeforeEach
    void makeFiles() throws IOException {
        repository = Files.writeString(directory.resolve("my.repo"), "");
        Files.writeString(directory.resolve("os-agent"), "");
    }

    private LoadedConfig load(String text, String... overrides) throws IOException {
        Path elsewhere = Files.createDirectories(directory.resolve("configs"));
        Path file = Files.writeString(elsewhere.resolve("kbimg.conf"), text);
        return new ConfigReader(List.of("debian", "openeuler"), new UpstreamReader(directory))
                .load(file, List.of(overrides));
    }

    private LoadedConfig load(UpstreamOptions options, String... overrides) {
        return new ConfigReader(List.of("debian", "openeuler"), new UpstreamReader(directory))
                .load(new UpstreamReader(directory).read(options), List.of(overrides));
    }

    private static UpstreamOptions options(String repository, String version, String agent) {
        return new UpstreamOptions(
                Optional.ofNullable(repository),
                Optional.ofNullable(version),
                Optional.ofNullable(agent),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    @Test
    void knowsAFormatByItsContent() throws IOException {
        assertThat(load(TOML).config().source()).isEqualTo(new RepositoryFile(repository));
        assertThat(load(YAML).config().source()).isEqualTo(new RepositoryFile(repository));
        assertThat(load(OWN).config().source()).isEqualTo(new HostRepositories());
        assertThat(load(OWN).untranslated()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFF" + TOML,
                "\r\n# a comment\r\n\r\n" + TOML,
                "# a = b\n[ from_repo ]\nversion = 'v1'\nrepo_path = 'my.repo'\n",
                "from_repo={version='v1',repo_path='my.repo'}",
                "from_repo.version = 'v1'\nfrom_repo.repo_path = 'my.repo'",
                "[[users]]\nname = 'x'\npasswd = 'x'\n" + TOML,
                "---\n" + YAML,
                "# [from_repo]\n" + YAML,
                "{\"option_config\": {\"p\": \"my.repo\", \"v\": \"v1\"}}",
                "Host_Config: {hostname: node}\nOption_Config: {P: my.repo, V: v1}"
            })
    void knowsAFormatHoweverItIsWritten(String text) throws IOException {
        ImageConfig config = load(text).config();
        assertThat(config.source()).isEqualTo(new RepositoryFile(repository));
        assertThat(config.version()).isEqualTo("v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "packages: [vim]", "[packages, vim]", "a: b = c", "\"x\": y", "- a = b"})
    void leavesEverythingElseToTheReaderOfItsOwn(String text) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(text))
                .withMessageNotContaining("TOML")
                .withMessageNotContaining("from_repo");
    }

    @Test
    void standsManyLinesBeforeTheFirstThatSaysSomething() throws IOException {
        String nothing = "# comment\n \n";
        assertThat(load(nothing.repeat(200) + TOML).config().version()).isEqualTo("v1");
        assertThat(load(nothing.repeat(100_000) + YAML).config().version()).isEqualTo("v1");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(TOML + "\n".repeat(2_000)))
                .withMessageContaining("more than 1000 empty lines and comments");
    }

    @Test
    @Timeout(60)
    void readsAFileOnceAsItMayBeAPipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        Tool.run("mkfifo", pipe.toString()).expectSuccess();
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                Files.writeString(pipe, OWN);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        var loader = new ConfigReader(List.of("openeuler"), new UpstreamReader(directory));
        assertThat(loader.load(pipe, List.of()).config().version()).isEqualTo("v1");
        writer.join();
    }

    @Test
    void pathsStartFromTheWorkingDirectory() throws IOException {
        String text = TOML + "agent_path = 'configs/../os-agent'\n";
        assertThat(load(text).config().agent()).isEqualTo(new Agent.Program(directory.resolve("os-agent")));
        assertThat(load(TOML.replace("my.repo", repository.toString())).config().source())
                .isEqualTo(new RepositoryFile(repository));
    }

    @Test
    void filesThatAreNotThereAreToldWhereTheyAreNamed() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(TOML + "agent_path = \"no-agent\"\n"))
                .withMessageContaining(
                        "kbimg.conf:4:14: from_repo.agent_path: there is no file " + directory.resolve("no-agent"));
    }

    @Test
    void tellsIfThereIsNoProfileOfOpenEuler() throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.toml"), TOML);
        var loader = new ConfigReader(List.of("debian"), new UpstreamReader(directory));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> loader.load(file, List.of()))
                .withMessageContaining("from_repo: 'openeuler' is not a distribution that kbimg knows");
        assertThat(loader.load(file, List.of("distribution=debian")).config().distribution())
                .isEqualTo("debian");
    }

    @Test
    void letsTheCommandLineOverride() throws IOException {
        ImageConfig config = load(TOML, "version=v2", "disk.size=30GiB", "source={repository: host}")
                .config();
        assertThat(config.version()).isEqualTo("v2");
        assertThat(config.disk().size()).isEqualTo(DataSize.ofGibibytes(30));
        assertThat(config.source()).isEqualTo(new HostRepositories());
    }

    @Test
    void optionsAreAConfig() throws IOException {
        Files.writeString(directory.resolve("rpmlist"), "containerd\nvi\n");
        LoadedConfig loaded = load(options("my.repo", "v1", "os-agent"), "hostname=node");
        assertThat(loaded.untranslated()).isEmpty();
        assertThat(loaded.config())
                .isEqualTo(load("option_config: {p: my.repo, v: v1, b: os-agent}\nhost_config: {hostname: node}\n")
                        .config());
        assertThat(loaded.config().packages()).containsExactly("containerd", "vi");
    }

    @Test
    void optionsWithoutAListOfPackagesAreAWarning() {
        assertThat(load(options("my.repo", "v1", null)).untranslated())
                .extracting(Problem::brief)
                .singleElement()
                .asString()
                .startsWith("-p -v: only the packages that a node needs to boot");
    }

    @Test
    void wrongOptionsAreCalledAsTheyAreTyped() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(options("my.repo", "v 1", null)))
                .withMessageContaining("-v: 'v 1' is not a version\n      | v 1\n      | ^^^")
                .withMessageEndingWith("1 problem in -p -v");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(options(null, "v1", null)))
                .withMessageStartingWith("-v: the option -p is missing");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(options("my.repo", "v1", "no-agent")))
                .withMessageStartingWith("-b: agent: there is no file");
    }

    @Test
    void imageOfTheOptionsIsTheSource() throws IOException {
        var options = new UpstreamOptions(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("registry.example.org/kubeos:v1"),
                false);

        ImageConfig config = load(options).config();

        assertThat(config.version()).isEqualTo("v1");
        assertThat(config.source())
                .isEqualTo(new Source.Image(
                        new ImageLocation.Registry(ImageReference.parse("registry.example.org/kubeos:v1")),
                        true,
                        false));
    }

    @Test
    void anImageOfThisMachinesDockerMustBeSavedFirst() throws IOException {
        Files.writeString(directory.resolve("node.tar"), "");
        String published = "option_config:\n  image: vm_image_docker\n  d: my_repository/node:v3\n";
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(published))
                .withMessageContaining("docker-archive:FILE")
                .withMessageEndingWith("1 problem in " + directory.resolve("configs/kbimg.conf"));
        ImageConfig config = load(published, "source.image=docker-archive:" + directory.resolve("node.tar"))
                .config();
        assertThat(config.version()).isEqualTo("v3");
        assertThat(config.source())
                .isEqualTo(new Source.Image(new ImageLocation.Archive(directory.resolve("node.tar")), true, false));
    }

    @Test
    void aLegacyBiosIsAFirmware() throws IOException {
        Files.writeString(directory.resolve("rpmlist"), "vi\n");
        var legacy = new UpstreamOptions(
                Optional.of("my.repo"), Optional.of("v1"), Optional.empty(), Optional.empty(), Optional.empty(), true);
        assertThat(load(legacy).config().firmware()).isEqualTo(Firmware.BIOS);
    }

    @Test
    void aNewFileIsNeverOneThatExists() throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.toml"), TOML);
        Conversion conversion = Conversion.of(file, directory, file);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> conversion.writeTo(file))
                .withMessageContaining("already");
        assertThat(file).hasContent(TOML);
    }

    @Test
    void onlyUpstreamsConfigsAreConverted() throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.toml"), OWN);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Conversion.of(file, directory, null))
                .withMessageContaining("is not a config of the original kbimg");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "{", "{a=", "\"", "'''", "\"\"\"", "a.", "=", "[[a]]\n", "a=1\n", "#", "\\", "𝒳", "["})
    void standsRepetition(String piece) throws IOException {
        for (String start : List.of("[from_repo]\nx = ", "[from_repo]\n")) {
            assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> load(start + piece.repeat(3_000)));
        }
    }
}
