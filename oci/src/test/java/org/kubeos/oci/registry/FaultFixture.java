package org.kubeos.oci.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Image;
import org.kubeos.oci.VerifiedContent;
import org.kubeos.testkit.DockerRegistry;
import org.kubeos.testkit.Fault;
import org.kubeos.testkit.FaultProxy.Request;

/** docker-registry, and an image of three chunks and a bit. */
abstract class FaultFixture {

    /** {@code -Dkbimg.seed}: of the random trials, and of the image. */
    static final long SEED = Long.getLong("kbimg.seed", 20260101L);

    static final int LAYER = 3 * FaultyRegistry.CHUNK + 7;

    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    static Path directory;

    static DockerRegistry registry;
    static Image image;

    final String name = newName();

    @BeforeAll
    static void start() throws IOException {
        registry = DockerRegistry.start(directory.resolve("registry"));
        image = TestImage.create(directory, SEED, LAYER, 0, 1000);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    static String newName() {
        return "kubeos" + NAMES.incrementAndGet() + ":v1";
    }

    static long pull(FaultyRegistry faulty, String name, Descriptor layer) throws IOException {
        try (var in = new VerifiedContent(
                faulty.client().repository(faulty.reference(name)).open(layer, 0), layer, "the registry")) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    static String direct(String name) {
        return "docker://" + registry.host() + "/" + name;
    }

    /** Only the first such request suffers. */
    static Function<Request, Fault> once(Predicate<Request> which, Fault fault) {
        var left = new AtomicInteger(1);
        return request -> which.test(request) && left.getAndDecrement() > 0 ? fault : Fault.NONE;
    }
}
