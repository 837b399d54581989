package org.kubeos.kbimg.artifact.sbom;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.kbimg.artifact.output.FileDigests;
import org.kubeos.kbimg.artifact.output.JsonText;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/**
 * How a build was done, in the form of SLSA. It has no times: equal builds have equal provenance.
 *
 * @param request what the user asked for
 * @param internal what the tool chose or took from its environment, by name
 * @param materials what went into it, in order
 * @param tool version of kbimg
 * @see <a href="https://slsa.dev/spec/v1.0/provenance">the specification</a>
 */
public record Provenance(Request request, Map<String, String> internal, List<Material> materials, String tool) {

    /** Names the meaning of the parameters, which docs/sbom.md tells. */
    public static final String BUILD_TYPE = "https://kubeos.org/kbimg/build/v1";

    /** Names the program, whoever runs it; who that was, a signature tells. */
    public static final String BUILDER = "https://kubeos.org/kbimg";

    public Provenance {
        internal = Map.copyOf(internal);
        materials = List.copyOf(materials);
    }

    /**
     * What the user asked for.
     *
     * @param artifacts by their names on the command line
     * @param only names of the outputs that are wanted; none for all
     * @param config as maps, lists, and texts, without secrets
     */
    public record Request(
            List<String> artifacts, Optional<String> format, List<String> only, Map<String, Object> config) {}

    /**
     * Something that went into a build.
     *
     * @param uri what identifies it, such as a package URL
     * @param location where it was had
     * @param algorithm of the digest, such as {@code sha256}
     * @param digest in hexadecimal digits
     * @param part of the outputs that it went into; empty if that is the root file system
     */
    public record Material(
            String name,
            Optional<String> uri,
            Optional<String> location,
            String algorithm,
            String digest,
            Optional<String> part) {

        /** @param digest algorithm and hexadecimal digits, with a colon between them */
        public static Material of(String name, Optional<String> uri, Optional<String> location, String digest) {
            String[] parts = digest.split(":", 2);
            return new Material(name, uri, location, parts[0], parts[1], Optional.empty());
        }

        /** A package's archive. The package URL doesn't tell the distribution's version, which isn't known. */
        public static Material of(PackageDescription archive, DistributionProfile profile) {
            return of(
                    archive.name(),
                    Optional.of(PackageUrl.of(archive, profile).text()),
                    Component.location(archive),
                    archive.digest());
        }

        /** The same for a part of the outputs that isn't the root file system. */
        public Material in(String other) {
            return new Material(name, uri, location, algorithm, digest, Optional.of(other));
        }
    }

    /** The statement that the subjects were built like this. */
    public Statement statement(Collection<Statement.Subject> subjects) {
        ObjectNode predicate = JsonNodeFactory.instance.objectNode();
        ObjectNode definition = predicate.putObject("buildDefinition");
        definition.put("buildType", BUILD_TYPE);
        String config = external(definition.putObject("externalParameters"));
        ObjectNode parameters = definition.putObject("internalParameters");
        internal.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(parameter -> parameters.put(parameter.getKey(), parameter.getValue()));
        ArrayNode dependencies = definition.putArray("resolvedDependencies");
        add(Material.of("config", Optional.empty(), Optional.empty(), "sha256:" + sha256(config)), dependencies);
        materials.forEach(material -> add(material, dependencies));
        ObjectNode builder = predicate.putObject("runDetails").putObject("builder");
        builder.put("id", BUILDER);
        builder.putObject("version").put(Application.text(), tool);
        return Statement.of(Statement.PROVENANCE, subjects, predicate);
    }

    /** Returns the text of the config, which has no secrets that its digest could confirm. */
    private String external(ObjectNode parameters) {
        ArrayNode artifacts = parameters.putArray("artifacts");
        request.artifacts().forEach(artifacts::add);
        request.format().ifPresent(format -> parameters.put("format", format));
        if (!request.only().isEmpty()) {
            ArrayNode only = parameters.putArray("only");
            request.only().stream().sorted().forEach(only::add);
        }
        parameters.set("config", new JsonMapper().valueToTree(request.config()));
        return JsonText.of(request.config());
    }

    private static void add(Material material, ArrayNode dependencies) {
        ObjectNode json = dependencies.addObject();
        json.put("name", material.name());
        material.uri().ifPresent(uri -> json.put("uri", uri));
        json.putObject("digest").put(material.algorithm(), material.digest());
        material.location().ifPresent(location -> json.put("downloadLocation", location));
        material.part().ifPresent(part -> json.putObject("annotations").put("part", part));
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(FileDigests.newDigest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
