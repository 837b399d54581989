package org.kubeos.kbimg.artifact.diff.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.kbimg.artifact.diff.Contents;
import org.kubeos.kbimg.artifact.output.InstalledPackage;
import org.kubeos.kbimg.config.DataSize;

/**
 * A manifest as an earlier or a later version may have written it: what isn't known is passed over.
 *
 * @param facts what it says about the build, and of each output its size and digest
 */
record ManifestFile(SortedMap<String, String> facts, List<InstalledPackage> packages) {

    static final String KIND = "a manifest";

    private static final List<String> FACTS =
            List.of("kbimg", "artifact", "version", "distribution", "architecture", "created");

    /** Digits of a digest that tell files apart for people. */
    private static final int SHORT_DIGEST = 12;

    /** Reads a manifest; empty if the text is none. */
    static Optional<ManifestFile> parse(String text) {
        try {
            JsonNode manifest = new JsonMapper().readTree(text);
            return manifest.path("packages").isArray()
                            && manifest.path("outputs").isArray()
                    ? Optional.of(new ManifestFile(facts(manifest), packages(manifest.path("packages"))))
                    : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    Contents toContents(String name) {
        return new Contents(
                name, KIND, facts, Optional.of(PackageLists.of(packages)), Optional.empty(), Optional.empty());
    }

    private static SortedMap<String, String> facts(JsonNode manifest) {
        var facts = new TreeMap<String, String>();
        for (String name : FACTS) {
            if (manifest.path(name).isTextual()) {
                facts.put(name, manifest.path(name).asText());
            }
        }
        for (JsonNode output : manifest.path("outputs")) {
            String digest = output.path("sha256").asText();
            facts.put(
                    "output " + output.path("name").asText(),
                    new DataSize(Math.max(0, output.path("size").asLong())) + ", sha256:"
                            + digest.substring(0, Math.min(SHORT_DIGEST, digest.length())));
        }
        for (JsonNode image : manifest.path("images")) {
            facts.put(
                    "image " + image.path("name").asText(), image.path("digest").asText());
        }
        for (JsonNode source : manifest.path("source")) {
            facts.put(
                    "source",
                    source.path("name").asText() + " " + source.path("digest").asText());
        }
        return facts;
    }

    private static List<InstalledPackage> packages(JsonNode list) {
        var packages = new ArrayList<InstalledPackage>();
        for (JsonNode one : list) {
            packages.add(new InstalledPackage(
                    one.path("name").asText(),
                    one.path("epoch").asText(),
                    one.path("version").asText(),
                    one.path("release").asText(),
                    one.path("architecture").asText(),
                    "",
                    "",
                    ""));
        }
        return packages;
    }
}
