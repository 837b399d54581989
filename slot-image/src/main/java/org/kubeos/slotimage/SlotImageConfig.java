package org.kubeos.slotimage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;
import org.kubeos.oci.json.Json;

/**
 * What a slot image says of itself.
 *
 * @param version of the OS, as in os-release
 * @param architecture by the kernel's name for it, such as {@code x86_64}
 * @param size of the content in bytes; a multiple of the block size
 * @param blockSize of the content's file system in bytes
 * @param digest of the whole content
 * @param verityRoot root hash of the content's verity tree in hexadecimal digits
 */
public record SlotImageConfig(
        String version, String architecture, long size, int blockSize, Digest digest, Optional<String> verityRoot) {

    private static final int FORMAT = 1;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** The document as JSON. The same config always gives the same bytes. */
    byte[] encode() {
        var json = new LinkedHashMap<String, Object>();
        json.put("format", FORMAT);
        json.put("version", version);
        json.put("architecture", architecture);
        json.put("size", size);
        json.put("blockSize", blockSize);
        json.put("digest", digest.toString());
        verityRoot.ifPresent(root -> json.put("verityRoot", root));
        return Json.encode(json);
    }

    /**
     * @param where the document comes from, for messages
     * @throws OciException if it isn't one, or is damaged
     */
    static SlotImageConfig parse(byte[] document, String where) {
        JsonNode json;
        try {
            json = Json.read(document);
        } catch (IOException e) {
            throw new OciException("The config of the slot image of " + where + " is not JSON.", e);
        }
        JsonNode format = json.path("format");
        if (format.asInt() != FORMAT) {
            throw new OciException("The slot image of " + where + " has the format " + format.asText("(none)")
                    + ", but only " + FORMAT + " is known here. A newer version of this program may know it.");
        }
        return new SlotImageConfig(
                text(json, "version", where),
                text(json, "architecture", where),
                size(json.path("size"), where),
                blockSize(json.path("blockSize"), where),
                digest(text(json, "digest", where), where),
                verityRoot(json.path("verityRoot"), where));
    }

    private static String text(JsonNode json, String key, String where) {
        String text = json.path(key).asText();
        if (!json.path(key).isTextual() || text.isEmpty()) {
            throw damaged(key, where);
        }
        return text;
    }

    private static long size(JsonNode json, String where) {
        long size = json.asLong();
        if (!json.isIntegralNumber() || !json.canConvertToLong() || size <= 0 || size % Chunker.BLOCK_SIZE != 0) {
            throw damaged("size", where);
        }
        return size;
    }

    private static int blockSize(JsonNode json, String where) {
        if (json.asInt() != Chunker.BLOCK_SIZE) {
            throw damaged("blockSize", where);
        }
        return json.asInt();
    }

    private static Digest digest(String text, String where) {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw damaged("digest", where);
        }
    }

    private static Optional<String> verityRoot(JsonNode json, String where) {
        if (json.isMissingNode()) {
            return Optional.empty();
        }
        if (!HASH.matcher(json.asText()).matches()) {
            throw damaged("verityRoot", where);
        }
        return Optional.of(json.asText());
    }

    private static OciException damaged(String key, String where) {
        return new OciException(
                "The config of the slot image of " + where + " is damaged: it has no usable '" + key + "'.");
    }
}
