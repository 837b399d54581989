package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.oci.ClientConfigurationException;
import org.kubeos.oci.Images;
import org.kubeos.oci.registry.Credentials.Anonymous;
import org.kubeos.oci.registry.Credentials.IdentityToken;
import org.kubeos.oci.registry.Credentials.Password;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;
import org.kubeos.testkit.Tool;

class CredentialStoreTest {

    @TempDir
    private Path home;

    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void setHome() {
        variables.put("HOME", home.toString());
        variables.put("PATH", home.resolve("bin") + ":/usr/bin:/bin");
    }

    @Test
    void withoutFilesThereAreNone() throws Exception {
        assertThat(find("registry.example.org", "a")).isEqualTo(new Anonymous());
        assertThat(store().places())
                .isEqualTo(home.resolve(".config/containers/auth.json") + ", " + home.resolve(".docker/config.json"));
    }

    @Test
    void theClosestPathWins() throws Exception {
        write(".config/containers/auth.json", """
                {"auths": {"registry.example.org/team/app": {"auth": "%s"},
                           "registry.example.org/team": {"auth": "%s"},
                           "registry.example.org": {"auth": "%s"}}}""".formatted(base64("app:1:2"), base64("team:2"), base64("all:3")));
        assertThat(find("registry.example.org", "team/app")).isEqualTo(new Password("app", "1:2"));
        assertThat(find("registry.example.org", "team/application")).isEqualTo(new Password("team", "2"));
        assertThat(find("registry.example.org", "other")).isEqualTo(new Password("all", "3"));
        assertThat(find("registry.example.org:5000", "other")).isEqualTo(new Anonymous());
    }

    @Test
    void filesAreAskedInTheirOrder() throws Exception {
        variables.put("REGISTRY_AUTH_FILE", home.resolve("own.json").toString());
        variables.put("XDG_RUNTIME_DIR", home.resolve("run").toString());
        String auths = "{\"auths\": {\"%s\": {\"username\": \"%s\", \"password\": \"p\"}}}";
        write("own.json", auths.formatted("a.example.org", "own"));
        write("run/containers/auth.json", auths.formatted("b.example.org", "run"));
        write(".docker/config.json", auths.formatted("https://c.example.org/v1/", "docker"));
        assertThat(find("a.example.org", "x")).isEqualTo(new Password("own", "p"));
        assertThat(find("b.example.org", "x")).isEqualTo(new Password("run", "p"));
        assertThat(find("c.example.org", "x")).isEqualTo(new Password("docker", "p"));
    }

    @Test
    void dockersOwnRegistryIsFiledUnderItsOldName() throws Exception {
        write(
                ".docker/config.json",
                "{\"auths\": {\"https://index.docker.io/v1/\": {\"auth\": \"%s\"}}}".formatted(base64("me:secret")));
        assertThat(find("docker.io", "library/debian")).isEqualTo(new Password("me", "secret"));
    }

    @Test
    void helpersAreAsked() throws Exception {
        helper(
                "test",
                "read -r server; printf '{\"ServerURL\": \"%s\", \"Username\": \"%s\", \"Secret\": \"s\"}'"
                        + " \"$server\" \"user of $server\"");
        helper("token", "echo '{\"Username\": \"<token>\", \"Secret\": \"t\"}'");
        write(".docker/config.json", """
                {"credsStore": "test", "credHelpers": {"t.example.org": "token"},
                 "auths": {"a.example.org": {}}}""");
        assertThat(find("a.example.org:5000", "x")).isEqualTo(new Password("user of a.example.org:5000", "s"));
        assertThat(find("t.example.org", "x")).isEqualTo(new IdentityToken("t"));
    }

    @Test
    void aHelperMayHaveNone() throws Exception {
        helper("empty", "echo 'credentials not found in native keychain'; exit 1");
        write(
                ".docker/config.json",
                "{\"credsStore\": \"empty\", \"auths\": {\"a.example.org\": {\"auth\": \"%s\"}}}"
                        .formatted(base64("me:secret")));
        assertThat(find("a.example.org", "x")).isEqualTo(new Password("me", "secret"));
        assertThat(find("b.example.org", "x")).isEqualTo(new Anonymous());
    }

    @Test
    void whatIsWrongIsTold() throws Exception {
        write(".docker/config.json", "{\"credsStore\": \"absent\"}");
        refuses("docker-credential-absent, which is not on the PATH");
        helper("locked", "echo 'the keychain is locked'; exit 3");
        write(".docker/config.json", "{\"credsStore\": \"locked\"}");
        refuses("exited with code 3 and printed: the keychain is locked");
        helper("odd", "echo hello");
        write(".docker/config.json", "{\"credsStore\": \"odd\"}");
        refuses("did not answer with a user and a secret");
        write(".docker/config.json", "{\"credsStore\": \"../odd\"}");
        refuses("is not the name of a credential helper");
        write(".docker/config.json", "{\n oops");
        refuses("is not JSON (line 2)");
        write(".docker/config.json", "{\"auths\": {\"a.example.org\": {\"auth\": \"???\"}}}");
        refuses("\"auth\" of a.example.org");
    }

    @Test
    void secretsAreNotTold() throws Exception {
        helper("test", "echo '{\"Username\": \"me\", \"Secret\": \"secret\"}'");
        write(".docker/config.json", "{\"credsStore\": \"test\"}");
        var heard = new ArrayList<String>();
        var store = new CredentialStore(
                new Environment(variables), new ProcessRunner(Images.APPLICATION, new Listening(heard)));
        assertThat(store.find("a.example.org", "x").toString()).contains("me").doesNotContain("secret");
        assertThat(heard).isNotEmpty().noneMatch(line -> line.contains("secret"));
    }

    private record Listening(List<String> heard) implements Progress {
        @Override
        public void step(String title) {
            heard.add(title);
        }

        @Override
        public void detail(String text) {
            heard.add(text);
        }

        @Override
        public void warning(String text) {
            heard.add(text);
        }

        @Override
        public void command(List<String> command) {
            heard.addAll(command);
        }

        @Override
        public void output(String line) {
            heard.add(line);
        }
    }

    private void refuses(String words) {
        assertThatExceptionOfType(ClientConfigurationException.class)
                .isThrownBy(() -> find("a.example.org", "x"))
                .withMessageContaining(words)
                .withMessageContaining("config.json");
    }

    private Credentials find(String registry, String repository) throws IOException {
        return store().find(registry, repository);
    }

    private CredentialStore store() {
        return new CredentialStore(new Environment(variables), new ProcessRunner(Images.APPLICATION, Progress.SILENT));
    }

    private void write(String name, String json) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, json);
    }

    private void helper(String name, String script) throws IOException {
        write("bin/docker-credential-" + name, "#!/bin/sh\n" + script + "\n");
        Tool.run("chmod", "755", home.resolve("bin/docker-credential-" + name).toString())
                .expectSuccess();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
