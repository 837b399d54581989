package org.kubeos.kbimg.config.upstream;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.config.ConfigTree;
import org.kubeos.kbimg.config.ForeignKeys;
import org.kubeos.oci.ImageReference;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Secrets;
import org.kubeos.yamlschema.yaml.Span;

/** Translates a tree of upstream's keys into this project's, piece by piece. Each value is valid by itself. */
final class Translator {

    /** Registry, repository, and tag or digest. */
    private static final Pattern IMAGE_NAME = Pattern.compile("((?:[^/]*[.:][^/]*/)?)([^:@]*)((?:[:@].*)?)");

    private final UpstreamTree source;
    private final Path workingDirectory;
    private final Problems problems;
    private final Problems warnings = new Problems();
    private final Set<String> paths = new LinkedHashSet<>();
    private final Map<String, String> comments = new LinkedHashMap<>();
    private Mapping target;

    Translator(Mapping source, Path workingDirectory, Problems problems) {
        this.source = new UpstreamTree(source);
        this.workingDirectory = workingDirectory;
        this.problems = problems;
        this.target = new Mapping(source.span(), List.of());
    }

    /** The tree to translate. */
    UpstreamTree source() {
        return source;
    }

    /** The value at {@code path}; it is a problem if there is none. */
    Optional<Node> require(String path) {
        Optional<Node> node = source.find(path);
        if (node.isEmpty()) {
            int dot = path.lastIndexOf('.');
            Span place = (dot < 0 ? Optional.<Node>empty() : source.find(path.substring(0, dot)))
                    .orElse(source.root())
                    .span();
            boolean option = source.root().span().document().isOption();
            String what = option ? "the option -" + path : "the key '" + path + "'";
            problems.add(place.start(), "", what + " is missing");
        }
        return node;
    }

    void put(String key, Node value) {
        List<Scalar> parts = new ArrayList<>();
        for (String part : key.split("\\.")) {
            parts.add(new Scalar(value.span(), part, true));
        }
        target = target.with(parts, value);
    }

    void put(String key, Node value, String comment) {
        put(key, value);
        comments.put(key, comment);
    }

    void putOpenEuler() {
        put("distribution", new Scalar(source.root().span().start(), "openeuler", false));
        comments.put("distribution", "Upstream builds its images from openEuler.");
    }

    void carryPath(String from, String to) {
        source.find(from).ifPresent(value -> {
            put(to, value);
            paths.add(to);
        });
    }

    /** Has what stands at {@code key}, in a list, rewritten with the directory that relative paths start from. */
    void isPath(String key) {
        paths.add(key);
    }

    /** Puts the hash of a password. */
    void putHashed(String from, String to, UnaryOperator<String> hash) {
        source.find(from)
                .ifPresent(password ->
                        put(to, new Scalar(password.span(), hash.apply(UpstreamTree.text(password)), false)));
    }

    void carryWithUnit(String from, String to, String unit) {
        source.find(from).ifPresent(value -> put(to, new Scalar(value.span(), UpstreamTree.text(value) + unit, false)));
    }

    /** Carries a list over, each of its texts once. */
    void carryList(String from, String to) {
        if (source.find(from).orElse(null) instanceof Sequence list) {
            Set<String> seen = new LinkedHashSet<>();
            List<Node> items = new ArrayList<>();
            for (Node item : list.items()) {
                if (seen.add(UpstreamTree.text(item))) {
                    items.add(item);
                } else {
                    warnings.add(item.span(), from, "'" + UpstreamTree.text(item) + "' is listed twice");
                }
            }
            put(to, new Sequence(list.span(), items));
        }
    }

    void carryPassword(String from, String to) {
        source.find(from).ifPresent(hash -> {
            put(to, hash);
            if (UpstreamTree.text(hash).startsWith("$1$")) {
                String weak = "an MD5 hash is easy to crack; make a better one with: openssl passwd -6";
                warnings.add(hash.span(), from, weak);
                comments.put(to, "An MD5 hash is easy to crack. Make a better one with: openssl passwd -6");
            }
        });
    }

    /** The packages that the first two versions took from a file beside their scripts. */
    void putPackagesFromRpmList() {
        Optional<Sequence> packages = RpmListFile.read(workingDirectory, problems);
        packages.ifPresent(list -> {
            put("packages", list);
            comments.put("packages", "From the file " + RpmListFile.NAME + ", where upstream lists them.");
        });
        if (packages.isEmpty()) {
            String missing = "only the packages that a node needs to boot: upstream lists others in the file "
                    + RpmListFile.NAME + " in the working directory, and there is none";
            warnings.add(source.root().span().start(), "", missing);
            put("packages", new Sequence(source.root().span().start(), List.of()));
            comments.put("packages", "Upstream lists them in the file " + RpmListFile.NAME + ". List them here.");
        }
    }

    void warn(Node place, String key, String why) {
        warnings.add(place.span().start(), key, why);
    }

    /** Warns that what stands at {@code path}, if anything, has no effect. */
    void leave(String path, String why) {
        source.find(path).ifPresent(value -> warnings.add(value.span().start(), path, why));
    }

    /** @param value with which upstream means a legacy BIOS */
    void carryLegacyBios(String path, String value) {
        source.find(path)
                .filter(node -> UpstreamTree.text(node).equals(value))
                .ifPresent(node -> put("firmware", new Scalar(node.span(), "bios", false)));
    }

    /** Starts from an upgrade image. Upstream's config doesn't say its version: the tag does. */
    void putImageSource(String from) {
        source.find(from).ifPresent(image -> {
            put("source.image", image);
            put(
                    "source.insecure",
                    new Scalar(image.span(), "true", false),
                    "Upstream doesn't sign its images. Remove this once the section 'trust' names your keys.");
            putOpenEuler();
            tag(image)
                    .ifPresent(tag -> put(
                            "version",
                            new Scalar(image.span(), tag, false),
                            "The image's tag, since upstream's config has no version here."));
        });
    }

    /** Names what an admin container alone is made from: upstream's own starts from an image that openEuler publishes. */
    void putAdminImageAlone(String from) {
        Node name = require(from).orElse(source.root());
        Optional<String> tag = tag(name);
        if (tag.isEmpty()) {
            refuse(name, from, "the name has no tag, which is the image's version", "such as kubeos-admin:v1");
            return;
        }
        put("version", new Scalar(name.span(), tag.get(), false), "The image's tag.");
        put(
                "source.repository",
                new Scalar(name.span(), "host", false),
                "Upstream starts from an image of openEuler's. Here, it is made from packages.");
    }

    private static Optional<String> tag(Node image) {
        Matcher parts = IMAGE_NAME.matcher(UpstreamTree.text(image));
        return Optional.of(parts)
                .filter(Matcher::matches)
                .map(match -> match.group(3).replaceFirst("@.*", ""))
                .filter(tag -> tag.startsWith(":"))
                .map(tag -> tag.substring(1));
    }

    /** Carries over what upstream calls an image that it makes, if a registry is in the name. */
    void carryImageName(String from, String to) {
        source.find(from).map(name -> lowerCase(from, name)).ifPresent(name -> {
            if (reference(name).isPresent()) {
                put(to + ".name", name);
                comments.put(to + ".name", "To push it there as well: push: [" + UpstreamTree.text(name) + "]");
            } else {
                warnings.add(
                        name.span().start(),
                        from,
                        "the name has no registry, such as registry.example.org/"
                                + "kubeos:v1, so the image is called localhost/…");
            }
        });
    }

    /** The name as registries have it, which know no capital letters outside of the host and the tag. */
    private Node lowerCase(String key, Node name) {
        String text = UpstreamTree.text(name);
        Matcher parts = IMAGE_NAME.matcher(text);
        if (reference(name).isPresent() || !parts.matches()) {
            return name;
        }
        String lower = parts.group(1) + parts.group(2).toLowerCase(Locale.ROOT) + parts.group(3);
        if (!lower.equals(text)) {
            warn(name, key, "the image is called " + lower + ": image names have no capital letters");
        }
        return new Scalar(name.span(), lower, false);
    }

    private static Optional<ImageReference> reference(Node node) {
        try {
            return Optional.of(ImageReference.parse(UpstreamTree.text(node)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void refuse(String path, String why, String advice) {
        refuse(source.find(path).orElse(source.root()), path, why, advice);
    }

    void refuse(Node place, String key, String why, String advice) {
        problems.add(place.span(), key, why, Optional.empty(), Optional.of(advice));
    }

    /** @param keys upstream's */
    Translation finish(String name, ForeignKeys keys, Secrets secrets) {
        var config = new ConfigTree(name, target, true, secrets);
        return new Translation(config, keys, paths, comments, warnings.sorted(secrets));
    }
}
