package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.OciException;
import org.kubeos.testkit.Fault;
import org.kubeos.testkit.Fault.Blow;
import org.kubeos.testkit.Fault.Direction;
import org.kubeos.testkit.FaultProxy.Request;

/** A network that does harm to pulls. */
class PullFaultIT extends FaultFixture {

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
            assertThatExceptionOfType(OciException.class)
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

    private Descriptor pushed() throws IOException {
        try (var calm = FaultyRegistry.before(registry.port(), _ -> Fault.NONE)) {
            calm.client().push(image, calm.reference(name));
        }
        return image.layers().getFirst().descriptor();
    }

    private static Predicate<Request> blob(Descriptor layer) {
        return request -> request.method().equals("GET")
                && request.path().contains(layer.digest().toString());
    }
}
