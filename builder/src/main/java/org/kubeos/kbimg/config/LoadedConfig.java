package org.kubeos.kbimg.config;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.yamlschema.EffectiveConfigRenderer;
import org.kubeos.yamlschema.GivenConfigRenderer;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Problem;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Secrets;
import org.kubeos.yamlschema.yaml.Span;

/** A config that can be built, and how to tell people what it comes to. */
public final class LoadedConfig {

    private static final Set<String> KEYS_OF_ADMIN_IMAGE =
            Set.of("version", "distribution", "architecture", "source", "packages", "adminImage", "registries");

    private final String name;
    private final ImageConfig config;
    private final Mapping tree;
    private final MappingType<?> schema;
    private final Secrets secrets;
    private final TranslatedConfig translated;
    private final Problems unfinished;

    LoadedConfig(
            String name,
            ImageConfig config,
            Mapping tree,
            MappingType<?> schema,
            Secrets secrets,
            TranslatedConfig translated,
            Problems unfinished) {
        this.name = name;
        this.config = config;
        this.tree = tree;
        this.schema = schema;
        this.secrets = secrets;
        this.translated = translated;
        this.unfinished = unfinished;
    }

    /**
     * Waits for the checks that go on in the background, if there are any.
     *
     * @return this
     * @throws ConfigException if they find problems
     */
    public LoadedConfig finish() {
        unfinished.finish();
        if (unfinished.count() > 0) {
            throw ConfigException.of(name, unfinished.withKeys(translated.keys()::at), secrets);
        }
        return this;
    }

    Mapping tree() {
        return tree;
    }

    public ImageConfig config() {
        return config;
    }

    /** Whether something is said about the admin container, so that its image is likely to be built. */
    public boolean mentionsAdminImage() {
        return tree.entries().stream()
                .anyMatch(entry -> entry.key().text().equals(ContainerImagesSchema.ADMIN_IMAGE.name()));
    }

    /** What the file asks for and the image won't have, by position; none for a config in kbimg's own format. */
    public List<Problem> untranslated() {
        return translated.untranslated();
    }

    /** What a person should know about the config and the nodes that it makes, although it can be built. */
    public List<Problem> warnings() {
        List<Problem> ofNodes = isForAdminImageAlone() ? List.of() : warningsAboutNodes();
        return Stream.concat(untranslated().stream(), ofNodes.stream()).toList();
    }

    /** The refusals as problems of the config, where it asks for what is refused. */
    public ConfigException refused(List<Refusal> refusals) {
        var problems = new Problems();
        for (Refusal refusal : refusals) {
            String[] path = refusal.key().split("\\.");
            Node place = refusal.item().isPresent()
                    ? WrittenValues.item(tree, refusal.item().getAsInt(), path)
                    : WrittenValues.in(tree, path);
            Span span = place instanceof Scalar ? place.span() : place.span().start();
            problems.add(span, refusal.key(), refusal.reason());
        }
        return ConfigException.of(name, problems.withKeys(translated.keys()::at), secrets);
    }

    private List<Problem> warningsAboutNodes() {
        Problems warnings = AccessWarnings.of(config, tree);
        HomeWarnings.add(config, tree, warnings);
        ServiceWarnings.add(config, tree, warnings);
        SignatureWarnings.add(config, tree, Instant.now(), warnings);
        return warnings.withKeys(translated.keys()::at).sorted(secrets);
    }

    /** Whether nothing is said about a node: the administrator's container has neither a menu nor passwords. */
    private boolean isForAdminImageAlone() {
        Set<String> given =
                tree.entries().stream().map(entry -> entry.key().text()).collect(Collectors.toSet());
        return given.contains(ContainerImagesSchema.ADMIN_IMAGE.name()) && KEYS_OF_ADMIN_IMAGE.containsAll(given);
    }

    /** All of it as YAML, with what other files, options and defaults bring to it, and without secrets. */
    public String effective() {
        return EffectiveConfigRenderer.text(tree, schema, secrets);
    }

    /** All of it, with its defaults, one value after the other. */
    public List<Setting> settings() {
        return Setting.all(EffectiveConfigRenderer.document(tree, schema, secrets), tree, secrets);
    }

    /** What was written, as maps, lists, and texts: without defaults, secrets, contents of files, and paths of this machine. */
    public Map<String, Object> given() {
        return GivenConfigRenderer.tree(tree, schema, secrets);
    }
}
