package org.kubeos.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.api.NodeService;
import org.kubeos.agent.event.Events;
import org.kubeos.nodelayout.BootEnvironment.Trial;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.json.Json;

/** From a request of the API to what is in the boot environment and on PERSIST, and back. */
class SystemNodeTest {

    @TempDir
    private Path directory;

    private TestNode node;
    private NodeService service;

    @BeforeEach
    void makeNode() throws Exception {
        node = new TestNode(directory);
        service = new SystemNode(node.root());
    }

    @Test
    void aNewNode() throws Exception {
        assertThat(Json.line(service.status()))
                .isEqualTo("{\"version\":\"v1\",\"running\":\"A\",\"slots\":{\"A\":{\"version\":\"v1\"},\"B\":{}},"
                        + "\"confirmed\":\"A\",\"failed\":[]}");
        assertThat(Json.line(service.history())).isEqualTo("{\"attempts\":[]}");
    }

    @Test
    void nothingToBoot() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> service.arm(Events.NONE))
                .withMessageContaining("Can't boot slot B");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> service.rollback(Events.NONE))
                .withMessageContaining("Can't boot slot B");
    }

    @Test
    void aTrialThatIsConfirmed() throws Exception {
        node.hold(Slot.B, "v2");
        assertThat(Json.line(service.arm(Events.NONE))).isEqualTo("{\"slot\":\"B\"}");
        assertThat(node.environment().trial()).isEqualTo(Optional.of(new Trial(Slot.B, 3)));
        assertThat(Json.line(service.status().path("trial"))).isEqualTo("{\"slot\":\"B\",\"triesLeft\":3}");
        node.running(Slot.B, true);
        assertThat(Json.line(service.confirm(Events.NONE))).isEqualTo("{\"slot\":\"B\",\"changed\":true}");
        assertThat(node.environment().confirmed()).isEqualTo(Slot.B);
        assertThat(Json.line(service.confirm(Events.NONE))).isEqualTo("{\"slot\":\"B\",\"changed\":false}");
        assertThat(service.history().path("attempts")).singleElement().satisfies(attempt -> {
            assertThat(attempt.path("version").asText()).isEqualTo("v2");
            assertThat(attempt.path("result").asText()).isEqualTo("confirmed");
            assertThat(attempt.path("image").asText()).isEqualTo("registry.example.org/kubeos:v2");
        });
    }

    @Test
    void aTrialThatIsRejected() throws Exception {
        node.hold(Slot.B, "v2");
        service.arm(Events.NONE);
        node.running(Slot.B, true);
        assertThat(Json.line(service.reject("it is slow", Events.NONE)))
                .isEqualTo("{\"slot\":\"A\",\"needReboot\":true}");
        assertThat(node.environment().trial()).isEqualTo(Optional.of(new Trial(Slot.B, 0)));
        node.running(Slot.A, false);
        service = new SystemNode(node.root());
        ((SystemNode) service).boot(Events.NONE);
        assertThat(node.environment().trial()).isEmpty();
        assertThat(service.status().path("failed")).singleElement().satisfies(failed -> {
            assertThat(failed.path("version").asText()).isEqualTo("v2");
            assertThat(failed.path("reason").asText()).isEqualTo("it is slow");
        });
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> service.arm(Events.NONE))
                .withMessageContaining("kubeos retry");
        assertThat(service.retry(Events.NONE).path("versions")).hasSize(1);
        service.arm(Events.NONE);
        assertThat(node.environment().trial()).isPresent();
    }

    @Test
    void rollbackVerifiesTheSlot() throws Exception {
        node.hold(Slot.B, "v0");
        node.damage(Slot.B);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> service.rollback(Events.NONE))
                .withMessageContaining("isn't what was written to it");
        assertThat(node.environment().trial()).isEmpty();
        node.hold(Slot.B, "v0");
        assertThat(Json.line(service.rollback(Events.NONE))).isEqualTo("{\"slot\":\"B\"}");
        assertThat(node.environment().trial()).isPresent();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> service.rollback(Events.NONE))
                .withMessageContaining("isn't confirmed");
    }

    @Test
    void settings() throws Exception {
        Path file = directory.resolve("etc/sysctl.conf");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "# local\n");
        String configs = "[{\"model\":\"kernel.sysctl.persist\",\"contents\":{\"vm.swappiness\":{\"value\":\"10\"}}}]";
        assertThat(Json.line(service.configure(Json.readStrictly(configs.getBytes()), false, Events.NONE)))
                .startsWith("{\"changed\":[\"/etc/sysctl.conf\"],\"restarted\":[],");
        assertThat(Files.readString(file)).startsWith("# local\nvm.swappiness");
        assertThat(Json.line(service.drift())).isEqualTo("{\"drift\":[]}");
        Files.writeString(file, "# local\n");
        assertThat(service.drift().path("drift")).singleElement().satisfies(drift -> {
            assertThat(drift.path("model").asText()).isEqualTo("kernel.sysctl.persist");
            assertThat(drift.path("key").asText()).isEqualTo("vm.swappiness");
        });
        service.repair(false, Events.NONE);
        assertThat(Files.readString(file)).contains("vm.swappiness");
        String unknown = "[{\"model\":\"kernel.unknown\",\"contents\":{\"a\":{\"value\":1}}}]";
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> service.configure(Json.readStrictly(unknown.getBytes()), false, Events.NONE))
                .withMessageContaining("kernel.unknown");
    }
}
