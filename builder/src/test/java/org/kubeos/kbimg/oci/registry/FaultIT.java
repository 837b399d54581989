package org.kubeos.kbimg.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.oci.Blob;
import org.kubeos.kbimg.oci.Descriptor;
import org.kubeos.kbimg.oci.Image;
import org.kubeos.kbimg.oci.VerifiedContent;
import org.kubeos.testkit.DockerRegistry;
import org.kubeos.testkit.Fault;
import org.kubeos.testkit.Fault.Blow;
import org.kubeos.testkit.Fault.Direction;
import org.kubeos.testkit.FaultProxy.Request;
import org.kubeos.testkit.Skopeo;

/** A network that does harm between kbimg and docker-registry: success or a clear error, and never a bad image. */
class FaultIT {

    /** {@code -Dkbimg.faults}: random trials. */
    private static final int TRIALS = Integer.getInteger("kbimg.faults", 25);

    private static final long SEED = Long.getLong("kbimg.seed", 20260101L);
    private static final int LAYER = 3 * FaultyRegistry.CHUNK + 7;
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static DockerRegistry registry;
    private static Image image;

    private final String name = "kubeos" + NAMES.incrementAndGet() + ":v1";

    @BeforeAll
    static void start() throws IOException {
        registry = DockerRegistry.start(directory.resolve("registry"));
        image = TestImage.create(directory, SEED, LAYER, 0, 1000);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @ParameterizedTest
    @CsvSource({"CUT, 0", "CUT, 300000", "CUT, 1048575", "HANG, 300000", "DELAY, 300000", "DAMAGE, 300000"})
    void aChunkSuffers(Blow blow, long at) throws Exception {
        pushes(once(request -> request.method().equals("PATCH"), new Fault.InBody(Direction.REQUEST, blow, at)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PATCH", "PUT"})
    void anAnswerIsLost(String method) throws Exception {
        pushes(once(request -> request.method().equals(method), new Fault.InBody(Direction.RESPONSE, Blow.CUT, 0)));
        pushes(once(request -> request.method().equals(method), new Fault.Answer(502, 0, "")));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void goesOnWithTheChunkThatWasNotTaken(int status) throws Exception {
        var second = new AtomicInteger();
        try (var faulty = FaultyRegistry.before(
                registry.port(),
                request -> request.method().equals("PATCH") && second.incrementAndGet() == 2
                        ? new Fault.Answer(status, 500_000, "")
                        : Fault.NONE)) {
            faulty.client().push(image, faulty.reference(name));
            // One session for the large layer, one for each of the others: nothing was sent twice but that chunk.
            assertThat(faulty.asked("POST", "uploads")).hasSize(image.blobs().size());
            assertThat(faulty.asked("PATCH", "uploads")).hasSize(5);
        }
        isWhole();
    }

    @Test
    void aDamagedManifestDoesNotStay() throws Exception {
        // The last digit of a size: what arrives is a manifest, too.
        String text = new String(image.manifest().content());
        int digit = text.indexOf(String.valueOf(LAYER)) + String.valueOf(LAYER).length() - 1;
        Predicate<Request> manifest =
                request -> request.method().equals("PUT") && request.path().contains("manifests");
        Fault damage = new Fault.InBody(Direction.REQUEST, Blow.DAMAGE, digit);
        pushes(once(manifest, damage));

        String other = "kubeos" + NAMES.incrementAndGet() + ":v1";
        try (var faulty =
                FaultyRegistry.before(registry.port(), request -> manifest.test(request) ? damage : Fault.NONE)) {
            assertThatExceptionOfType(BuildException.class)
                    .isThrownBy(() -> faulty.client().push(image, faulty.reference(other)))
                    .withMessageContaining("instead of " + image.digest());
        }
        assertThat(Skopeo.exists(direct(other), "--tls-verify=false")).isFalse();
    }

    @Test
    void givesUpAfterSomeRetries() throws Exception {
        Fault cut = new Fault.InBody(Direction.REQUEST, Blow.CUT, 100_000);
        try (var faulty = FaultyRegistry.before(registry.port(), chunks(cut))) {
            assertThatExceptionOfType(BuildException.class)
                    .isThrownBy(() -> faulty.client().push(image, faulty.reference(name)))
                    .withMessageContaining("Can't push " + faulty.reference(name))
                    .withMessageContaining("broke again and again");
            assertThat(faulty.asked("PATCH", "uploads")).hasSize(1 + Patience.DEFAULT.retries());
        }
        assertThat(Skopeo.exists(direct(name), "--tls-verify=false")).isFalse();
    }

    @Test
    void givesUpWithinItsDeadline() throws Exception {
        Patience patience = Patience.DEFAULT.withWhole(Duration.ofSeconds(8));
        Fault hang = new Fault.InBody(Direction.REQUEST, Blow.HANG, 100_000);
        try (var faulty = FaultyRegistry.before(registry.port(), patience, new Environment(Map.of()), chunks(hang))) {
            assertThatExceptionOfType(BuildException.class)
                    .isThrownBy(() -> faulty.client().push(image, faulty.reference(name)))
                    .withMessageContaining("Can't push " + faulty.reference(name))
                    .withMessageContaining("not done within 8s");
        }
        assertThat(Skopeo.exists(direct(name), "--tls-verify=false")).isFalse();
    }

    private static Function<Request, Fault> chunks(Fault fault) {
        return request -> request.method().equals("PATCH") ? fault : Fault.NONE;
    }

    @ParameterizedTest
    @CsvSource({"CUT, 0", "CUT, 1500000", "HANG, 1500000", "DELAY, 10"})
    void aDownloadGoesOnWhereItBrokeOff(Blow blow, long at) throws Exception {
        Fault fault = new Fault.InBody(Direction.RESPONSE, blow, at);
        Descriptor layer = pushed();
        try (var faulty = FaultyRegistry.before(registry.port(), once(blob(layer), fault))) {
            assertThat(pull(faulty, name, layer)).isEqualTo(layer.size());
            var asked = faulty.asked("GET", layer.digest().toString());
            assertThat(asked).hasSize(blow == Blow.DELAY ? 1 : 2);
            if (at > 10) {
                assertThat(asked.getLast().head()).contains("Range: bytes=");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    void aDownloadIsTriedAgain(int status) throws Exception {
        Descriptor layer = pushed();
        try (var faulty = FaultyRegistry.before(
                registry.port(), once(blob(layer), new Fault.Answer(status, 0, "Retry-After: 1\r\n")))) {
            assertThat(pull(faulty, name, layer)).isEqualTo(layer.size());
        }
    }

    @Test
    void aDamagedDownloadIsNoticed() throws Exception {
        Descriptor layer = pushed();
        Fault damage = new Fault.InBody(Direction.RESPONSE, Blow.DAMAGE, 1234);
        try (var faulty = FaultyRegistry.before(registry.port(), once(blob(layer), damage))) {
            assertThatExceptionOfType(BuildException.class)
                    .isThrownBy(() -> pull(faulty, name, layer))
                    .withMessageContaining(layer.digest().toString());
        }
    }

    @Test
    void readsFromAnyByteOn() throws Exception {
        Descriptor layer = pushed();
        try (var faulty = FaultyRegistry.before(registry.port(), _ -> Fault.NONE);
                var in = faulty.client().repository(faulty.reference(name)).open(layer, LAYER - 10);
                var expected = image.layers().getFirst().open(LAYER - 10)) {
            assertThat(in.readAllBytes()).isEqualTo(expected.readAllBytes());
        }
    }

    @Test
    void randomFaults() throws Exception {
        System.out.println("faults: " + TRIALS + " random trials from kbimg.seed " + SEED + " on");
        for (long seed = SEED; seed < SEED + TRIALS; seed++) {
            try {
                trial(seed);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("faults of -Dkbimg.faults=1 -Dkbimg.seed=" + seed, e);
            }
        }
    }

    private void trial(long seed) throws Exception {
        var random = new Random(seed);
        String target = "random" + seed + ":v1";
        Image own = TestImage.create(directory, seed, LAYER, 1000);
        try (var faulty = FaultyRegistry.before(registry.port(), request -> randomFault(random, request))) {
            try {
                faulty.client().push(own, faulty.reference(target));
                assertThat(Skopeo.manifest(direct(target), "--tls-verify=false"))
                        .isEqualTo(own.manifest().content());
            } catch (BuildException e) {
                assertThat(e).hasMessageContaining("Can't push " + faulty.reference(target));
                if (Skopeo.exists(direct(target), "--tls-verify=false")) {
                    assertThat(Skopeo.manifest(direct(target), "--tls-verify=false"))
                            .isEqualTo(own.manifest().content());
                }
                return;
            }
            try {
                var repository = faulty.client().repository(faulty.reference(target));
                assertThat(repository.resolve().digest()).isEqualTo(own.digest());
                assertThat(pull(faulty, target, own.layers().getFirst().descriptor()))
                        .isEqualTo(LAYER);
            } catch (BuildException e) {
                assertThat(e).hasMessageMatching("(?s).*(Can't pull|damaged|ends after).*");
            }
        }
    }

    /** One request in four suffers. */
    private static synchronized Fault randomFault(Random random, Request request) {
        if (random.nextInt(4) > 0) {
            return Fault.NONE;
        }
        int[] statuses = {401, 429, 500, 503};
        if (random.nextInt(3) == 0) {
            return new Fault.Answer(
                    statuses[random.nextInt(statuses.length)], random.nextInt((int) request.length() + 1), "");
        }
        Direction direction = random.nextBoolean() ? Direction.REQUEST : Direction.RESPONSE;
        Blow[] blows = {Blow.CUT, Blow.CUT, Blow.DELAY, Blow.DAMAGE};
        long length = direction == Direction.REQUEST ? request.length() : LAYER;
        return new Fault.InBody(direction, blows[random.nextInt(blows.length)], random.nextLong(length + 1));
    }

    private void pushes(Function<Request, Fault> plan) throws Exception {
        try (var faulty = FaultyRegistry.before(registry.port(), plan)) {
            assertThat(faulty.client().push(image, faulty.reference(name))).isEqualTo(image.digest());
        }
        isWhole();
    }

    /** skopeo reads all of it, and checks what it reads. */
    private void isWhole() throws IOException {
        assertThat(Skopeo.manifest(direct(name), "--tls-verify=false"))
                .isEqualTo(image.manifest().content());
        Path copy = directory.resolve("copy" + NAMES.incrementAndGet());
        Skopeo.copy(direct(name), "dir:" + copy, "--src-tls-verify=false");
        for (Blob blob : image.blobs()) {
            assertThat(copy.resolve(blob.descriptor().digest().hex()))
                    .hasSize(blob.descriptor().size());
        }
    }

    private Descriptor pushed() throws IOException {
        try (var calm = FaultyRegistry.before(registry.port(), _ -> Fault.NONE)) {
            calm.client().push(image, calm.reference(name));
        }
        return image.layers().getFirst().descriptor();
    }

    private static long pull(FaultyRegistry faulty, String name, Descriptor layer) throws IOException {
        try (var in = new VerifiedContent(
                faulty.client().repository(faulty.reference(name)).open(layer, 0), layer, "the registry")) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static String direct(String name) {
        return "docker://" + registry.host() + "/" + name;
    }

    private static Predicate<Request> blob(Descriptor layer) {
        return request -> request.method().equals("GET")
                && request.path().contains(layer.digest().toString());
    }

    /** Only the first such request suffers. */
    private static Function<Request, Fault> once(Predicate<Request> which, Fault fault) {
        var left = new AtomicInteger(1);
        return request -> which.test(request) && left.getAndDecrement() > 0 ? fault : Fault.NONE;
    }
}
