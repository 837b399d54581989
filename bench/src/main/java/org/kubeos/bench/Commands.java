package org.kubeos.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the peers, in the directory that is worked in. */
record Commands(Path work) {

    /** @throws IOException if the command ends with anything but 0 */
    void run(String... command) throws IOException {
        Path log = work.resolve("bench.log");
        run(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()), log);
    }

    /**
     * What a command prints.
     *
     * @throws IOException if the command ends with anything but 0
     */
    String output(String... command) throws IOException {
        Path log = work.resolve("bench.log");
        Path output = work.resolve("bench.out");
        run(new ProcessBuilder(command).redirectError(log.toFile()).redirectOutput(output.toFile()), log);
        return Files.readString(output);
    }

    /** Starts a server. */
    static Process start(Path log, String... command) throws IOException {
        return withPath(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()))
                .start();
    }

    private void run(ProcessBuilder builder, Path log) throws IOException {
        try {
            int exitCode = withPath(builder.directory(work.toFile())).start().waitFor();
            if (exitCode != 0) {
                throw new IOException(String.join(" ", builder.command()) + " ended with " + exitCode + "; see " + log);
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private static ProcessBuilder withPath(ProcessBuilder builder) {
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, sbin) -> path + ":" + sbin);
        return builder;
    }
}
