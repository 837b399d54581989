package org.kubeos.kbimg.signing;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** NaCl's secretbox, which is XSalsa20 and Poly1305. Source: "Cryptography in NaCl", sections 9 and 10. */
final class SecretBox {

    static final int KEY_SIZE = 32;
    static final int NONCE_SIZE = 24;
    private static final int MAC_SIZE = 16;

    private SecretBox() {}

    /** The plain text; empty if the key is wrong or the box is damaged. */
    static Optional<byte[]> open(byte[] box, byte[] nonce, byte[] key) {
        if (box.length < MAC_SIZE || nonce.length != NONCE_SIZE || key.length != KEY_SIZE) {
            return Optional.empty();
        }
        var cipher = new XSalsa20Engine();
        cipher.init(false, new ParametersWithIV(new KeyParameter(key), nonce));
        // The first 32 bytes of the key stream are the authenticator's key.
        byte[] macKey = new byte[KEY_SIZE];
        cipher.processBytes(new byte[KEY_SIZE], 0, KEY_SIZE, macKey, 0);
        var poly = new Poly1305();
        poly.init(new KeyParameter(macKey));
        poly.update(box, MAC_SIZE, box.length - MAC_SIZE);
        byte[] mac = new byte[MAC_SIZE];
        poly.doFinal(mac, 0);
        if (!org.bouncycastle.util.Arrays.constantTimeAreEqual(mac, Arrays.copyOf(box, MAC_SIZE))) {
            return Optional.empty();
        }
        byte[] plain = new byte[box.length - MAC_SIZE];
        cipher.processBytes(box, MAC_SIZE, plain.length, plain, 0);
        return Optional.of(plain);
    }
}
