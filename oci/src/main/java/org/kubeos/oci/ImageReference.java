package org.kubeos.oci;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image in a registry: {@code registry.example.org/kubeos:v1}, {@code …@sha256:…}, or both. Source: OCI
 * Distribution Specification, "Pulling manifests", for repository and tag. There is no default registry and no default tag:
 * a node image should say where it comes from.
 *
 * @param registry host name or address, with a port where it is not the usual one
 * @param repository slash-separated lower-case names
 */
public record ImageReference(String registry, String repository, Optional<String> tag, Optional<Digest> digest) {

    private static final String NAME = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern TEXT = Pattern.compile("(?<registry>(?:localhost|[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+"
            + "|\\[[0-9A-Fa-f:]+]|[A-Za-z0-9-]+(?=:))(?::[0-9]{1,5})?)"
            + "/(?<repository>" + NAME + "(?:/" + NAME + ")*)"
            + "(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?");

    /** @throws IllegalArgumentException if {@code text} isn't a reference; the message shows the form */
    public static ImageReference parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an image in a registry, such as registry.example.org/kubeos:v1 or"
                    + " registry.example.org/kubeos@sha256:…");
        }
        return new ImageReference(
                matcher.group("registry"),
                matcher.group("repository"),
                Optional.ofNullable(matcher.group("tag")),
                Optional.ofNullable(matcher.group("digest")).map(Digest::parse));
    }

    /** This reference with a digest, so that moving the tag does not change the image. */
    public ImageReference pinnedTo(Digest newDigest) {
        return new ImageReference(registry, repository, tag, Optional.of(newDigest));
    }

    public ImageReference withTag(String newTag) {
        return new ImageReference(registry, repository, Optional.of(newTag), digest);
    }

    public ImageReference withoutTag() {
        return new ImageReference(registry, repository, Optional.empty(), digest);
    }

    @Override
    public String toString() {
        return registry
                + "/"
                + repository
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
