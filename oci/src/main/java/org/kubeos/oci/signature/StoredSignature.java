package org.kubeos.oci.signature;

import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.kubeos.oci.ContentStore;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;
import org.kubeos.oci.signature.UntrustedImageException.Reason;

/** Reads what is stored beside images. Anyone who can write to the repository can have put it there. */
final class StoredSignature {

    /** In bytes; payloads have some hundred. */
    private static final int MAX_PAYLOAD = 256 << 10;

    /** In bytes. Statements with the files of a whole system have some ten million. */
    static final int MAX_ENVELOPE = 64 << 20;

    /** In characters of Base64: RSA signatures of 16384 bits have 2732. */
    private static final int MAX_SIGNATURE = 4096;

    private StoredSignature() {}

    /** The signature in a layer's annotation; empty if there is none or it is no Base64. */
    static Optional<byte[]> signature(Descriptor layer) {
        String base64 = layer.annotations().getOrDefault(CosignFormat.SIGNATURE, "");
        if (base64.isEmpty() || base64.length() > MAX_SIGNATURE) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @throws UntrustedImageException if it is too large or altered */
    static byte[] payload(ContentStore store, Descriptor layer) throws IOException {
        return content(store, layer, MAX_PAYLOAD);
    }

    /** Empty if it is too large, altered, or no envelope. */
    static Optional<DsseEnvelope> envelope(ContentStore store, Descriptor layer) throws IOException {
        byte[] content;
        try {
            content = content(store, layer, MAX_ENVELOPE);
        } catch (UntrustedImageException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(DsseEnvelope.parse(content));
        } catch (OciException e) {
            return Optional.empty();
        }
    }

    private static byte[] content(ContentStore store, Descriptor layer, int max) throws IOException {
        if (layer.size() > max) {
            throw new UntrustedImageException(
                    Reason.ALTERED,
                    layer.digest() + " has " + layer.size() + " bytes, where at most " + max + " are expected");
        }
        byte[] content = SignatureManifest.read(store, layer);
        if (content.length != layer.size() || !Digest.of(content).equals(layer.digest())) {
            throw new UntrustedImageException(Reason.ALTERED, "the signed text " + layer.digest() + " was altered");
        }
        return content;
    }
}
