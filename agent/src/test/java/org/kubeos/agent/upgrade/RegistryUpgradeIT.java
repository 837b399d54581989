package org.kubeos.agent.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.OciException;
import org.kubeos.oci.registry.Environment;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.registry.RegistryClient;
import org.kubeos.oci.registry.RegistrySettings;
import org.kubeos.oci.registry.RetryPolicy;
import org.kubeos.process.Progress;
import org.kubeos.testkit.DockerRegistry;
import org.kubeos.testkit.Fault;
import org.kubeos.testkit.Fault.Blow;
import org.kubeos.testkit.Fault.Direction;
import org.kubeos.testkit.FaultProxy;
import org.kubeos.testkit.TestCertificates;

/** Upgrades from docker-registry, which may be secured, damaged, or hardly there. */
class RegistryUpgradeIT {

    private static final AtomicInteger TESTS = new AtomicInteger();
    private static final TestSigner SIGNER = TestSigner.create();
    private static final String NAME = "kubeos:v2";

    @TempDir
    static Path shared;

    static Path v1;
    static Path v2;
    static TestImage image;
    static DockerRegistry registry;

    TestNode node;

    @BeforeAll
    static void build() throws IOException {
        v1 = TestSystem.of("v1", 0).write(shared.resolve("v1.img"));
        // All packages are new: there is something to fetch.
        TestSystem system = TestSystem.of("v2", 20);
        v2 = system.write(shared.resolve("v2.img"));
        image = TestImage.create(shared, system, v2);
        registry = DockerRegistry.start(shared.resolve("registry"));
        push(registry, HostSettings.INSECURE, new Environment(Map.of()));
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    static void push(DockerRegistry target, HostSettings settings, Environment environment) throws IOException {
        try (var client = new RegistryClient(
                RegistrySettings.ofUser(TestImage.NAME).with(environment).with(target.host(), settings),
                Progress.SILENT)) {
            image.addTo(client.writable(ImageReference.parse(target.host() + "/" + NAME)), "v2", SIGNER);
        }
    }

    @BeforeEach
    void install() throws IOException {
        Path directory = Files.createDirectory(shared.resolve("test" + TESTS.incrementAndGet()));
        node = TestNode.create(directory.resolve("node"), "v1", v1, TestNode.SLOT);
        node.trust(SIGNER);
        node.settings =
                node.settings.with(RetryPolicy.DEFAULT.withSleeper(_ -> {}).withIdleTimeout(Duration.ofSeconds(2)));
    }

    PreparedUpgrade prepare(String host) {
        return node.upgrader().prepare(UpgradeRequest.of(host + "/" + NAME), Events.NONE);
    }

    void trustHost(String... hosts) {
        var settings = new HashMap<String, HostSettings>();
        for (String host : hosts) {
            settings.put(host, HostSettings.INSECURE);
        }
        node.settings = node.settings.withRegistries(settings, node.settings.mirrors());
    }

    void requireV2() throws IOException {
        assertThat(TestNode.startsWith(Files.readAllBytes(node.device(Slot.B)), Files.readAllBytes(v2)))
                .isTrue();
    }

    static boolean isFrames(FaultProxy.Request request) {
        return request.path()
                .contains(image.slotImage().frames().descriptor().digest().hex());
    }

    /** Only the first requests of chunks suffer. */
    static Function<FaultProxy.Request, Fault> onChunks(int times, Fault fault) {
        var left = new AtomicInteger(times);
        return request -> isFrames(request) && left.getAndDecrement() > 0 ? fault : Fault.NONE;
    }

    @Test
    void upgradesOverTlsWithAPassword() throws IOException {
        TestCertificates certificates = TestCertificates.create(shared.resolve("certificates"));
        try (var secured =
                DockerRegistry.startWithPassword(shared.resolve("secured"), certificates, "node", "secret word")) {
            String auth = Base64.getEncoder().encodeToString("node:secret word".getBytes(StandardCharsets.UTF_8));
            node.write(
                    "/etc/kubeos/auth.json", "{\"auths\": {\"" + secured.host() + "\": {\"auth\": \"" + auth + "\"}}}");
            var settings = new HostSettings(
                    Optional.of(certificates.authority()), Optional.empty(), false, HostSettings.DEFAULT_MIN_RATE);
            var environment = new Environment(Map.of(
                    "REGISTRY_AUTH_FILE",
                    node.root.path("/etc/kubeos/auth.json").toString()));
            push(secured, settings, environment);
            node.settings = new UpgradeSettings(
                    Map.of(secured.host(), settings), Map.of(), 0, false, environment, RetryPolicy.DEFAULT);

            assertThat(prepare(secured.host()).transfer().requests()).isPositive();
            requireV2();
        }
    }

    @Test
    void asksForPartsOfTheBlob() throws IOException {
        try (var proxy = FaultProxy.start(registry.port(), _ -> Fault.NONE)) {
            trustHost(proxy.host());
            Transfer transfer = prepare(proxy.host()).transfer();
            requireV2();
            List<FaultProxy.Request> asked = proxy.requests().stream()
                    .filter(RegistryUpgradeIT::isFrames)
                    .toList();
            assertThat(asked).hasSize(transfer.requests());
            assertThat(asked)
                    .allSatisfy(request -> assertThat(request.head()).containsPattern("(?i)range: bytes=\\d+-\\d+"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Blow.class,
            names = {"CUT", "HANG", "DELAY"})
    void goesOnAfterABrokenConnection(Blow blow) throws IOException {
        try (var proxy =
                FaultProxy.start(registry.port(), onChunks(2, new Fault.InBody(Direction.RESPONSE, blow, 100_000)))) {
            trustHost(proxy.host());
            prepare(proxy.host());
            requireV2();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void triesAgainWhenTheRegistryIsBusy(int status) throws IOException {
        try (var proxy = FaultProxy.start(registry.port(), onChunks(3, new Fault.Answer(status, 0, "")))) {
            trustHost(proxy.host());
            prepare(proxy.host());
            requireV2();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 500})
    void failsForGoodAndGoesOnLater(int status) throws IOException {
        var broken = new AtomicBoolean(true);
        var fault = new Fault.Answer(status, 0, "");
        try (var proxy =
                FaultProxy.start(registry.port(), request -> isFrames(request) && broken.get() ? fault : Fault.NONE)) {
            trustHost(proxy.host());
            assertThatThrownBy(() -> prepare(proxy.host()))
                    .isInstanceOf(OciException.class)
                    .hasMessageContaining(String.valueOf(status));
            assertThat(SlotRecords.of(node.root).find(Slot.B)).isEmpty();
            broken.set(false);
            prepare(proxy.host());
            requireV2();
        }
    }

    @Test
    void writesNoDamagedChunk() throws IOException {
        var damage = new Fault.InBody(Direction.RESPONSE, Blow.DAMAGE, 1_500_000);
        try (var proxy = FaultProxy.start(registry.port(), onChunks(1, damage))) {
            trustHost(proxy.host());
            assertThatThrownBy(() -> prepare(proxy.host()))
                    .isInstanceOf(OciException.class)
                    .hasMessageContaining("is damaged");
            assertThat(node.content(Slot.B, SlotWriter.HEAD)).containsOnly(0);
            long before = prepare(proxy.host()).transfer().fetched();
            requireV2();
            // What came before the damage was in place.
            assertThat(before)
                    .isLessThan(image.slotImage().frames().descriptor().size());
        }
    }

    /** The mirror has the manifests, but its disk is broken. */
    @Test
    void turnsToTheRegistryWhenAMirrorFails() throws IOException {
        var fault = new Fault.Answer(404, 0, "");
        try (var mirror = FaultProxy.start(registry.port(), request -> isFrames(request) ? fault : Fault.NONE)) {
            var hosts = Map.of(registry.host(), HostSettings.INSECURE, mirror.host(), HostSettings.INSECURE);
            node.settings = node.settings.withRegistries(hosts, Map.of(registry.host(), List.of(mirror.host())));
            prepare(registry.host());
            requireV2();
            assertThat(mirror.requests()).anyMatch(RegistryUpgradeIT::isFrames);
        }
    }

    @Test
    void usesTheMirrorWhenTheRegistryIsAway() throws IOException {
        var hosts = Map.of("localhost:1", HostSettings.INSECURE, registry.host(), HostSettings.INSECURE);
        node.settings = node.settings.withRegistries(hosts, Map.of("localhost:1", List.of(registry.host())));
        prepare("localhost:1");
        requireV2();
    }

    @Test
    void saysThatTheRegistryIsAway() {
        trustHost("localhost:1");
        assertThatThrownBy(() -> prepare("localhost:1"))
                .isInstanceOf(OciException.class)
                .hasMessageContaining("nothing answers at localhost:1");
    }
}
