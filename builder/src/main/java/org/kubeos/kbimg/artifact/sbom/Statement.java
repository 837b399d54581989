package org.kubeos.kbimg.artifact.sbom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import org.kubeos.kbimg.artifact.output.JsonText;

/**
 * A claim about things that are known by their digests, in the form of in-toto: what signatures of attestations are made for.
 *
 * @param predicateType what kind of claim it is
 * @param text the whole statement as JSON
 * @see <a href="https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md">the specification</a>
 */
public record Statement(String predicateType, String text) {

    /** A bill of materials in CycloneDX. */
    public static final String CYCLONE_DX = "https://cyclonedx.org/bom";

    /** A bill of materials in SPDX. */
    public static final String SPDX = "https://spdx.dev/Document";

    /** How something was built. */
    public static final String PROVENANCE = "https://slsa.dev/provenance/v1";

    /**
     * What a statement is about.
     *
     * @param name of a file, or of an image without its digest
     * @param sha256 in hexadecimal digits
     */
    public record Subject(String name, String sha256) {}

    /** @param document JSON of this program's */
    static Statement of(String predicateType, Collection<Subject> subjects, String document) {
        try {
            return of(predicateType, subjects, new JsonMapper().readTree(document));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    static Statement of(String predicateType, Collection<Subject> subjects, JsonNode predicate) {
        ObjectNode statement = JsonNodeFactory.instance.objectNode();
        statement.put("_type", "https://in-toto.io/Statement/v1");
        ArrayNode list = statement.putArray("subject");
        for (Subject subject : List.copyOf(subjects)) {
            list.addObject().put("name", subject.name()).putObject("digest").put("sha256", subject.sha256());
        }
        statement.put("predicateType", predicateType);
        statement.set("predicate", predicate);
        return new Statement(predicateType, JsonText.of(statement));
    }
}
