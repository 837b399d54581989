package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.oci.Blob;
import org.kubeos.oci.OciException;
import org.kubeos.testkit.Fault;
import org.kubeos.testkit.Fault.Blow;
import org.kubeos.testkit.Fault.Direction;
import org.kubeos.testkit.FaultProxy.Request;
import org.kubeos.testkit.Skopeo;

/** A network that does harm to pushes. */
class PushFaultIT extends FaultFixture {

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

        String other = newName();
        try (var faulty =
                FaultyRegistry.before(registry.port(), request -> manifest.test(request) ? damage : Fault.NONE)) {
            assertThatExceptionOfType(OciException.class)
                    .isThrownBy(() -> faulty.client().push(image, faulty.reference(other)))
                    .withMessageContaining("instead of " + image.digest());
        }
        assertThat(Skopeo.exists(direct(other), "--tls-verify=false")).isFalse();
    }

    @Test
    void givesUpAfterSomeRetries() throws Exception {
        Fault cut = new Fault.InBody(Direction.REQUEST, Blow.CUT, 100_000);
        try (var faulty = FaultyRegistry.before(registry.port(), chunks(cut))) {
            assertThatExceptionOfType(OciException.class)
                    .isThrownBy(() -> faulty.client().push(image, faulty.reference(name)))
                    .withMessageContaining("Can't push " + faulty.reference(name))
                    .withMessageContaining("broke again and again");
            assertThat(faulty.asked("PATCH", "uploads")).hasSize(1 + RetryPolicy.DEFAULT.maxRetries());
        }
        assertThat(Skopeo.exists(direct(name), "--tls-verify=false")).isFalse();
    }

    @Test
    void givesUpWithinItsDeadline() throws Exception {
        RetryPolicy policy = RetryPolicy.DEFAULT.withTotalTimeout(Duration.ofSeconds(8));
        Fault hang = new Fault.InBody(Direction.REQUEST, Blow.HANG, 100_000);
        try (var faulty = FaultyRegistry.before(registry.port(), policy, new Environment(Map.of()), chunks(hang))) {
            assertThatExceptionOfType(OciException.class)
                    .isThrownBy(() -> faulty.client().push(image, faulty.reference(name)))
                    .withMessageContaining("Can't push " + faulty.reference(name))
                    .withMessageContaining("it took longer than 8s");
        }
        assertThat(Skopeo.exists(direct(name), "--tls-verify=false")).isFalse();
    }

    private static Function<Request, Fault> chunks(Fault fault) {
        return request -> request.method().equals("PATCH") ? fault : Fault.NONE;
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
        Path copy = directory.resolve("copy of " + newName().replace(':', '-'));
        Skopeo.copy(direct(name), "dir:" + copy, "--src-tls-verify=false");
        for (Blob blob : image.blobs()) {
            assertThat(copy.resolve(blob.descriptor().digest().hex()))
                    .hasSize(blob.descriptor().size());
        }
    }
}
