package org.kubeos.oci.signature;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;
import org.kubeos.oci.internal.JsonDocument;
import org.kubeos.oci.json.Json;

/**
 * An in-toto statement: what is claimed about something that a digest names. Source: in-toto Attestation Framework,
 * spec/v1/statement.md.
 *
 * @param predicateType URI of the kind of claim, such as {@code https://slsa.dev/provenance/v1}
 * @param subjects SHA-256 digests of what it is about; a subject that has other digests only is left out
 * @param statement the JSON document
 */
public record Attestation(String predicateType, List<Digest> subjects, byte[] statement) {

    /** Of a statement that is stored as it is, and of the payload in an envelope. */
    public static final String MEDIA_TYPE = "application/vnd.in-toto+json";

    private static final String TYPES = "https://in-toto.io/Statement/v";
    private static final String TYPE = TYPES + "1";

    public Attestation {
        subjects = List.copyOf(subjects);
        statement = statement.clone();
    }

    /** @throws OciException if the document isn't an in-toto statement */
    public static Attestation parse(byte[] statement) {
        JsonDocument json = JsonDocument.parse(statement, "The attestation");
        String type = json.at("_type").text();
        if (!type.startsWith(TYPES)) {
            throw new OciException("The attestation has the type \"" + type + "\" where \"" + TYPE + "\" is expected.");
        }
        List<Digest> subjects = json
                .at("subject")
                .list(subject -> subject.at("digest").at("sha256"))
                .stream()
                .filter(JsonDocument::exists)
                .map(JsonDocument::hex)
                .toList();
        return new Attestation(json.at("predicateType").text(), subjects, statement);
    }

    /**
     * Makes a statement. The same values always give the same bytes.
     *
     * @param subjects by their names, in this order
     * @param predicate a JSON document
     * @throws OciException if the predicate isn't JSON
     */
    public static Attestation of(Map<String, Digest> subjects, String predicateType, byte[] predicate) {
        var statement = new LinkedHashMap<String, Object>();
        statement.put("_type", TYPE);
        statement.put(
                "subject",
                subjects.entrySet().stream()
                        .map(subject -> {
                            var json = new LinkedHashMap<String, Object>();
                            json.put("name", subject.getKey());
                            json.put(
                                    "digest",
                                    Map.of("sha256", subject.getValue().hex()));
                            return json;
                        })
                        .toList());
        statement.put("predicateType", predicateType);
        statement.put(
                "predicate", JsonDocument.parse(predicate, "The predicate").value());
        return new Attestation(predicateType, List.copyOf(subjects.values()), Json.encode(statement));
    }

    @Override
    public byte[] statement() {
        return statement.clone();
    }

    /** The statement as content of an attestation manifest. */
    public Blob.Document document() {
        Blob.Document document = Blob.Document.of(MEDIA_TYPE, statement);
        return new Blob.Document(
                document.descriptor().withAnnotations(Map.of("in-toto.io/predicate-type", predicateType)), statement);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attestation same && Arrays.equals(statement, same.statement);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(statement);
    }

    @Override
    public String toString() {
        return predicateType + " about " + subjects;
    }
}
