package org.kubeos.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.agent.AgentException;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.registry.HostSettings.ClientCertificate;

class AgentConfigurationTest {

    @TempDir
    private Path root;

    @Test
    void readsEverything() throws IOException {
        AgentConfiguration read = load("""
                {"format": 1,
                 "health": {"units": ["kubelet.service"], "http": ["http://127.0.0.1:10248/healthz"],
                            "deadlineSeconds": 90},
                 "registries": {"r.example:5000": {"ca": "/usr/lib/kubeos/registries/ca.pem",
                     "clientCert": "/c.pem", "clientKey": "/k.pem", "insecure": false, "minRate": 5,
                     "mirrors": ["m.example"]}},
                 "bandwidth": 1048576, "tries": 2, "allowUnsigned": true}
                """);
        assertThat(read.health())
                .isEqualTo(new AgentConfiguration.Health(
                        Optional.of(List.of("kubelet.service")),
                        List.of(URI.create("http://127.0.0.1:10248/healthz")),
                        Duration.ofSeconds(90)));
        var certificate = new ClientCertificate(root.resolve("c.pem"), root.resolve("k.pem"));
        assertThat(read.registries().get("r.example:5000"))
                .isEqualTo(new AgentConfiguration.Registry(
                        new HostSettings(
                                Optional.of(root.resolve("usr/lib/kubeos/registries/ca.pem")),
                                Optional.of(certificate),
                                false,
                                5),
                        List.of("m.example")));
        assertThat(read.bandwidth()).isEqualTo(1 << 20);
        assertThat(read.tries()).isEqualTo(2);
        assertThat(read.allowUnsigned()).isTrue();
    }

    @Test
    void hasDefaultsForWhatIsLeftOut() throws IOException {
        assertThat(load("{\"format\": 1}")).isEqualTo(AgentConfiguration.DEFAULT);
    }

    @Test
    void tellsNoUnitsFromNoWordAboutUnits() throws IOException {
        assertThat(load("{\"format\": 1, \"health\": {\"units\": []}}").health().units())
                .contains(List.of());
    }

    @Test
    void hasDefaultsWhereThereIsNoFile() {
        assertThat(AgentConfiguration.load(new NodeRoot(root))).isEqualTo(AgentConfiguration.DEFAULT);
    }

    @Test
    void refusesAnotherFormat() {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> load("{\"format\": 2}"))
                .withMessageContaining("agent.json: its format is 2, but this agent knows only format 1.");
    }

    @Test
    void refusesDamage() {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> load("{\"format\": 1,"))
                .withMessageMatching("(?s)Can't read .*/usr/lib/kubeos/agent\\.json: Unexpected end-of-input.*");
    }

    private AgentConfiguration load(String text) throws IOException {
        Path file = root.resolve("usr/lib/kubeos/agent.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return AgentConfiguration.load(new NodeRoot(root));
    }
}
