package org.kubeos.kbimg.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kubeos.kbimg.host.ContainerEngine;
import org.kubeos.oci.Compression;
import org.kubeos.oci.ImageReference;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;

/** The sections {@code upgradeImage} and {@code adminImage}. */
final class ContainerImagesSchema {

    private static final TextType<ImageReference> TARGET = TextType.parsed(
            "an image in a registry",
            "such as registry.example.org/kubeos:v1",
            "[!-~]{1,1024}",
            (text, _) -> target(text));

    private static final Key<List<ImageReference>> PUSH = Key.optional(
                    "push",
                    new ListType<>("a list of images in registries", TARGET),
                    "Images to push, such as `registry.example.org/kubeos:v1`. The default tag is `version`.")
            .orElse(List.of(), "none");
    private static final Key<Path> LAYOUT = Key.optional(
            "layout",
            place("a directory"),
            "Directory of an OCI image layout to add the image to, with the tag `version`. If the image has no"
                    + " destination at all, it goes to `oci` in the output directory.");
    private static final Key<Path> DOCKER_ARCHIVE =
            Key.optional("dockerArchive", place("a file"), "Archive to write for `docker load` and `podman load`.");
    private static final Key<ContainerEngine> LOAD = Key.optional(
            "load",
            ChoiceType.of("an engine", List.of(ContainerEngine.values()), ContainerEngine::program, Map.of()),
            "Container engine on this machine to load the image into.");
    private static final Key<ImageReference> NAME = Key.optional(
            "name",
            TARGET,
            "Name of the image in the archive and in container engines. If omitted, the names from `push`, or a"
                    + " name at `localhost`.");
    private static final Key<Compression> COMPRESSION = Key.optional(
                    "compression",
                    ChoiceType.of(
                            "a compression",
                            List.of(Compression.values()),
                            compression -> compression.name().toLowerCase(Locale.ROOT),
                            Map.of("gz", "gzip", "zst", "zstd")),
                    "Compression of the layer. Every engine can read `gzip`; `zstd` requires a newer one.")
            .orElse(Compression.GZIP, "gzip");
    private static final List<Key<?>> DESTINATION_KEYS = List.of(PUSH, LAYOUT, DOCKER_ARCHIVE, LOAD, NAME, COMPRESSION);

    private static final Key<Path> HOSTSHELL = Key.optional(
            "hostshell", ScalarTypes.file("a program"), "The hostshell program, which enters the host's namespaces.");

    static final Key<ImageDestinations> UPGRADE_IMAGE = Key.optional(
            "upgradeImage",
            MappingType.of(DESTINATION_KEYS, ContainerImagesSchema::destinations),
            "Destinations of the image that nodes upgrade from.");
    static final Key<ContainerImages.Admin> ADMIN_IMAGE = Key.optional(
            "adminImage",
            MappingType.of(adminKeys(), v -> new ContainerImages.Admin(v.find(HOSTSHELL), destinations(v))),
            "The admin container and the destinations of its image.");

    private ContainerImagesSchema() {}

    static ContainerImages images(ParsedMapping values) {
        return new ContainerImages(
                ConfigRevision.of(values.written()),
                RegistriesSchema.byHost(values.get(RegistriesSchema.REGISTRIES)),
                RegistriesSchema.mirrors(values.get(RegistriesSchema.REGISTRIES)),
                values.get(UPGRADE_IMAGE),
                values.get(ADMIN_IMAGE));
    }

    private static List<Key<?>> adminKeys() {
        var keys = new ArrayList<Key<?>>();
        keys.add(HOSTSHELL);
        keys.addAll(DESTINATION_KEYS);
        return keys;
    }

    private static ImageDestinations destinations(ParsedMapping values) {
        return new ImageDestinations(
                values.get(PUSH),
                values.find(LAYOUT),
                values.find(DOCKER_ARCHIVE),
                values.find(LOAD),
                values.find(NAME),
                values.get(COMPRESSION));
    }

    private static ImageReference target(String text) throws InvalidValueException {
        ImageReference reference;
        try {
            reference = ImageReference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(String.valueOf(e.getMessage()));
        }
        if (reference.digest().isPresent()) {
            throw new InvalidValueException(
                    "a digest is computed from the content, so it can't be chosen", "use a tag");
        }
        return reference;
    }

    /** A path that need not exist. */
    private static TextType<Path> place(String noun) {
        return TextType.parsed(noun, "a path", "(?s).+", (text, directory) -> {
            try {
                return directory.resolve(text).toAbsolutePath().normalize();
            } catch (InvalidPathException e) {
                throw new InvalidValueException("the path contains a character that file names can't contain");
            }
        });
    }
}
