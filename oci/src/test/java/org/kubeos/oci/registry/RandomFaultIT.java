package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kubeos.oci.Image;
import org.kubeos.oci.OciException;
import org.kubeos.testkit.Fault;
import org.kubeos.testkit.Fault.Blow;
import org.kubeos.testkit.Fault.Direction;
import org.kubeos.testkit.FaultProxy.Request;
import org.kubeos.testkit.Skopeo;

/** A network that does harm at random: success or a clear error, and never a bad image. */
class RandomFaultIT extends FaultFixture {

    /** {@code -Dkbimg.faults}: random trials. */
    private static final int TRIALS = Integer.getInteger("kbimg.faults", 25);

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
            } catch (OciException e) {
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
            } catch (OciException e) {
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
}
