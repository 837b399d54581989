package org.kubeos.oci.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import org.kubeos.oci.OciException;
import org.kubeos.oci.internal.JsonDocument;
import org.kubeos.oci.json.Json;

/**
 * A message with its signatures. Source: Dead Simple Signing Envelope 1.0.
 *
 * @param payloadType media type of the payload
 * @param signatures of {@link #signedBytes}
 */
public record DsseEnvelope(String payloadType, byte[] payload, List<byte[]> signatures) {

    /** Each is checked against each trusted key. */
    private static final int MAX_SIGNATURES = 10;

    public DsseEnvelope {
        payload = payload.clone();
        signatures = signatures.stream().map(byte[]::clone).toList();
    }

    /** @throws IOException if the key can't be used */
    public static DsseEnvelope sign(String payloadType, byte[] payload, Signer signer) throws IOException {
        var unsigned = new DsseEnvelope(payloadType, payload, List.of());
        return new DsseEnvelope(payloadType, payload, List.of(Signatures.make(signer, unsigned.signedBytes())));
    }

    /** @throws OciException if the document isn't an envelope, or has more than 10 signatures */
    public static DsseEnvelope parse(byte[] document) {
        JsonDocument json = JsonDocument.parse(document, "The envelope");
        List<byte[]> signatures =
                json.at("signatures").list(signature -> signature.at("sig").bytes());
        if (signatures.size() > MAX_SIGNATURES) {
            throw new OciException("The envelope has " + signatures.size() + " signatures; at most " + MAX_SIGNATURES
                    + " are expected.");
        }
        return new DsseEnvelope(
                json.at("payloadType").text(), json.at("payload").bytes(), signatures);
    }

    /** The document as JSON. The same envelope always gives the same bytes. */
    public byte[] encode() {
        var json = new LinkedHashMap<String, Object>();
        json.put("payloadType", payloadType);
        json.put("payload", Base64.getEncoder().encodeToString(payload));
        json.put("signatures", signatures.stream().map(DsseEnvelope::encode).toList());
        return Json.encode(json);
    }

    private static Object encode(byte[] signature) {
        var json = new LinkedHashMap<String, Object>();
        json.put("keyid", "");
        json.put("sig", Base64.getEncoder().encodeToString(signature));
        return json;
    }

    /** What is signed: type and payload, each with its length. Source: DSSE, protocol.md, "PAE". */
    public byte[] signedBytes() {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(type);
        bytes.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    /** Whether one of the signatures is that key's. */
    public boolean isSignedBy(PublicKey key) {
        byte[] message = signedBytes();
        return signatures.stream().anyMatch(signature -> SignatureAlgorithm.verifies(key, message, signature));
    }

    @Override
    public byte[] payload() {
        return payload.clone();
    }
}
