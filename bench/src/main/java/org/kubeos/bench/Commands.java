package org.kubeos.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;

/** Runs the peers, in the directory that is worked in. */
record Commands(Path work) {

    /** @throws IOException if the command ends with anything but 0 */
    void run(String... command) throws IOException {
        Path log = work.resolve("bench.log");
        var builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, sbin) -> path + ":" + sbin);
        try {
            int exitCode = builder.start().waitFor();
            if (exitCode != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + exitCode + "; see " + log);
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }
}
