package org.kubeos.kbimg.signing;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The one time that a key is read: deriving the key of an encrypted file takes some tenths of a second, which other work can
 * use.
 */
public final class SignerReading {

    private final PrivateKeyFile key;
    private final FutureTask<FileSigner> task;

    /** As {@link FileSigner#read}, when it is started or waited for. */
    public SignerReading(
            PrivateKeyFile key,
            Optional<Path> certificate,
            Optional<Passphrase> passphrase,
            Map<String, String> environment) {
        this.key = key;
        this.task = new FutureTask<>(() -> FileSigner.read(key, certificate, passphrase, environment));
    }

    /** Where the key is. */
    public Path key() {
        return key.file();
    }

    /** Reads the key in the background. The thread changes nothing, and doesn't keep the program from ending. */
    public void start() {
        Thread.ofPlatform().name("signing key").daemon().start(task);
    }

    /**
     * The result, which is waited for.
     *
     * @throws KeyFileException if a file can't be used, or the certificate is for another key
     */
    public FileSigner result() throws KeyFileException {
        task.run();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case KeyFileException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What keeps the key from being used, which is waited for; empty if nothing does. */
    public Optional<String> problem() {
        try {
            result();
            return Optional.empty();
        } catch (KeyFileException e) {
            return Optional.of(e.reason());
        }
    }

    /** The file; never the key. */
    @Override
    public String toString() {
        return key.toString();
    }
}
