package org.kubeos.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An OpenPGP key pair made by GnuPG for a test. Closing it ends GnuPG's agent. */
public final class SigningKey implements AutoCloseable {

    private final Path home;
    private final Path publicKey;

    private SigningKey(Path home, Path publicKey) {
        this.home = home;
        this.publicKey = publicKey;
    }

    /** @param home an empty directory with a short path: the agent's socket lies there */
    public static SigningKey create(Path home) {
        var key = new SigningKey(home, home.resolve("public.gpg"));
        Tool.run("chmod", "700", home.toString()).expectSuccess();
        key.gpg(
                "--passphrase",
                "",
                "--quick-generate-key",
                "kbimg test <test@example.org>",
                "rsa2048",
                "sign",
                "never");
        key.gpg("--output", key.publicKey.toString(), "--export");
        return key;
    }

    /** The public key in binary form. */
    public Path publicKey() {
        return publicKey;
    }

    /** Writes {@code signed}: {@code file} with its signature around it. */
    public void clearSign(Path file, Path signed) {
        gpg("--yes", "--output", signed.toString(), "--clear-sign", file.toString());
    }

    private void gpg(String... arguments) {
        var command = new ArrayList<>(List.of("gpg", "--homedir", home.toString(), "--batch", "--quiet"));
        command.addAll(List.of(arguments));
        Tool.run(command, new byte[0]).expectSuccess();
    }

    @Override
    public void close() {
        Tool.run("gpgconf", "--homedir", home.toString(), "--kill", "all");
    }
}
