package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A process that uses every other of some images of one repository, from the oldest on. */
final class SeenImagesProcess {

    static final int IMAGES = 400;

    private SeenImagesProcess() {}

    /** @param first 0 or 1 */
    static Process start(Path cache, int first) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SeenImagesProcess.class.getName(),
                        cache.toString(),
                        String.valueOf(first))
                .redirectErrorStream(true)
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        SeenImages seen = SeenImages.in(Path.of(arguments[0]));
        for (int number = Integer.parseInt(arguments[1]); number < IMAGES; number += 2) {
            var version = new SignedVersion(SeenImagesTest.DATE.plusSeconds(number), "v1");
            seen.require(SeenImagesTest.REPOSITORY, Optional.of(version), true);
        }
    }
}
