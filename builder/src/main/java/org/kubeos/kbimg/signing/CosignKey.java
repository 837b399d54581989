package org.kubeos.kbimg.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;

/** The private keys that {@code cosign generate-key-pair} writes: PKCS#8 in a secretbox, with a key that scrypt derives. */
final class CosignKey {

    // cosign uses at most 2^16 and 8, which takes 64 MiB; anything that needs more than 1 GiB is not its own.
    private static final int MAX_COST = 1 << 20;
    private static final int MAX_BLOCK_SIZE = 8;

    private CosignKey() {}

    /** The key as PKCS#8 in DER. */
    static byte[] decrypt(byte[] json, char[] passphrase, Path file) throws KeyFileException {
        JsonNode root;
        byte[] salt;
        byte[] nonce;
        byte[] box;
        try {
            root = new JsonMapper().readTree(json);
            salt = root.at("/kdf/salt").binaryValue();
            nonce = root.at("/cipher/nonce").binaryValue();
            box = root.at("/ciphertext").binaryValue();
        } catch (IOException e) {
            throw KeyFiles.damaged(file);
        }
        boolean known = root.at("/kdf/name").asText().equals("scrypt")
                && root.at("/cipher/name").asText().equals("nacl/secretbox");
        int cost = root.at("/kdf/params/N").asInt();
        int blockSize = root.at("/kdf/params/r").asInt();
        int parallelization = root.at("/kdf/params/p").asInt();
        if (!known || salt == null || nonce == null || box == null) {
            throw KeyFiles.damaged(file);
        }
        if (cost < 2
                || cost > MAX_COST
                || Integer.bitCount(cost) != 1
                || blockSize < 1
                || blockSize > MAX_BLOCK_SIZE
                || parallelization != 1) {
            throw new KeyFileException(file + " has parameters of scrypt that cosign doesn't use");
        }
        byte[] key = new Scrypt(cost, blockSize, parallelization).derive(passphrase, salt, SecretBox.KEY_SIZE);
        return SecretBox.open(box, nonce, key)
                .orElseThrow(() -> new KeyFileException("the passphrase of " + file + " is wrong"));
    }
}
