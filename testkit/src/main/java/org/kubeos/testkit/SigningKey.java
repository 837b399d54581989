package org.kubeos.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;

/** An OpenPGP key that gpg makes, and that is gone when this is closed. */
public final class SigningKey implements AutoCloseable {

    private static final String OWNER = "kbimg test <test@example.org>";

    private final Path home;
    private final List<String> clock;

    private SigningKey(Path home, List<String> clock) {
        this.home = home;
        this.clock = clock;
    }

    /** A key that is valid. */
    public static SigningKey make() throws IOException {
        return make(List.of(), "never");
    }

    /** A key that was valid when it signed what it signs, and is not any more. */
    public static SigningKey makeExpired() throws IOException {
        return make(List.of("--faked-system-time", "20200101T000000"), "2020-01-03");
    }

    private static SigningKey make(List<String> clock, String expiry) throws IOException {
        // Not in a build directory: gpg's sockets lie there, whose paths must be short.
        var key = new SigningKey(Files.createTempDirectory("gpg"), clock);
        key.gpg("--passphrase", "", "--quick-generate-key", OWNER, "rsa2048", "sign", expiry);
        return key;
    }

    /** Writes the public key in its binary form. */
    public Path exportBinaryTo(Path file) {
        gpg("--yes", "--output", file.toString(), "--export");
        return file;
    }

    /** Writes the public key in its armored form. */
    public void exportTo(Path file) {
        gpg("--yes", "--armor", "--output", file.toString(), "--export");
    }

    /** Writes {@code signed}: {@code file} with its signature around it. */
    public void clearSign(Path file, Path signed) {
        gpg("--yes", "--output", signed.toString(), "--clear-sign", file.toString());
    }

    /** Signs {@code file} with a detached, armored signature beside it, named as {@code repomd.xml} wants it. */
    public void sign(Path file) {
        gpg("--yes", "--armor", "--output", file + ".asc", "--detach-sign", file.toString());
    }

    /** For signatures that are made without gpg. */
    public PGPPrivateKey secret() throws IOException {
        byte[] exported = gpg("--export-secret-keys").output();
        try {
            PGPSecretKey key = new PGPSecretKeyRing(exported, new BcKeyFingerprintCalculator()).getSecretKey();
            return key.extractPrivateKey(null);
        } catch (PGPException e) {
            throw new IOException("gpg's key can't be read", e);
        }
    }

    private Tool.Result gpg(String... arguments) {
        var command = new ArrayList<>(List.of("gpg", "--homedir", home.toString(), "--batch", "--quiet", "--no-tty"));
        command.addAll(clock);
        command.addAll(Arrays.asList(arguments));
        return Tool.run(command, new byte[0]).expectSuccess();
    }

    @Override
    public void close() {
        Tool.run("gpgconf", "--homedir", home.toString(), "--kill", "all");
        Tool.run("rm", "-rf", home.toString()).expectSuccess();
    }
}
