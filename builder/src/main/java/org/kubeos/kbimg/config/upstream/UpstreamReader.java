package org.kubeos.kbimg.config.upstream;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.kbimg.config.ForeignFormat;
import org.kubeos.kbimg.config.TranslatedConfig;
import org.kubeos.kbimg.host.Application;
import org.kubeos.yamlschema.ReadContext;
import org.kubeos.yamlschema.SecretFinder;
import org.kubeos.yamlschema.UniqueKeys;
import org.kubeos.yamlschema.yaml.Document;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Secrets;
import org.kubeos.yamlschema.yaml.YamlReader;

/** Reads upstream's configs, and tells every problem of one at once. */
public final class UpstreamReader implements ForeignFormat {

    private final Path workingDirectory;

    /** @param workingDirectory what relative paths start from */
    public UpstreamReader(Path workingDirectory) {
        this.workingDirectory = workingDirectory.toAbsolutePath().normalize();
    }

    @Override
    public Optional<TranslatedConfig> read(Path file, String text) {
        return translate(file, text).map(Translation::toConfig);
    }

    /** @throws ConfigException if an option's value is wrong */
    public TranslatedConfig read(UpstreamOptions options) {
        Mapping root = options.tree(workingDirectory);
        String name = root.span().document().name();
        return translate(UpstreamFormat.OPTIONS, name, new YamlReader.Tree(Optional.of(root), true), new Problems())
                .toConfig();
    }

    /**
     * Translates {@code text} of {@code file}; empty if it is no config of upstream's.
     *
     * @throws ConfigException if the config is wrong
     */
    Optional<Translation> translate(Path file, String text) {
        var document = Document.ofFile(file, text, workingDirectory);
        var problems = new Problems();
        if (UpstreamFormat.isToml(document.text())) {
            YamlReader.Tree tree = TomlReader.read(document, problems);
            return Optional.of(translate(UpstreamFormat.RUST_TOML, file.toString(), tree, problems));
        }
        YamlReader.Tree tree = YamlReader.read(document, document.text(), problems);
        if (!UpstreamFormat.isGoYaml(tree)) {
            return Optional.empty();
        }
        return Optional.of(translate(UpstreamFormat.GO_YAML, file.toString(), KeyNormalizer.fold(tree), problems));
    }

    private Translation translate(UpstreamFormat format, String name, YamlReader.Tree tree, Problems problems) {
        Mapping root = (Mapping) tree.root().orElseThrow();
        Secrets secrets = SecretFinder.find(root, tree.complete(), format.schema());
        var translator = new Translator(root, workingDirectory, problems);
        if (tree.complete()) {
            Mapping own = withoutForeignKeys((Mapping) UniqueKeys.keepFirst(root, problems), format, problems);
            format.schema().read(own, new ReadContext(Application.text(), format.schema(), "", problems, secrets));
        }
        if (problems.count() == 0) {
            switch (format) {
                case RUST_TOML -> RustConfig.translate(translator);
                case GO_YAML -> GoConfig.translate(translator);
                case OPTIONS -> GoConfig.translateOptions(translator);
            }
        }
        if (problems.count() > 0) {
            throw ConfigException.of(name, problems, secrets);
        }
        return translator.finish(name, format.keys(root), secrets);
    }

    /** Without the sections of other formats, which are reported to {@code problems}. */
    private static Mapping withoutForeignKeys(Mapping root, UpstreamFormat format, Problems problems) {
        List<Entry> own = new ArrayList<>();
        for (Entry entry : root.entries()) {
            String key = entry.key().text();
            format.foreignTitle(key)
                    .ifPresentOrElse(
                            foreign -> problems.add(
                                    entry.key().span(),
                                    "",
                                    "'" + key + "' is a key of " + foreign + ", and this is " + format.title(),
                                    Optional.empty(),
                                    Optional.of("a config has one format; keep the keys of only one")),
                            () -> own.add(entry));
        }
        return new Mapping(root.span(), own);
    }
}
