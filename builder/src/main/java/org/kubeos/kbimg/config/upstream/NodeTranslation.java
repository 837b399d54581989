package org.kubeos.kbimg.config.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;

/** Accounts, files, services and scripts of upstream's configs, in this project's keys. */
final class NodeTranslation {

    private final Translator translator;

    NodeTranslation(Translator translator) {
        this.translator = translator;
    }

    /** @param hash makes the hash from an account's name and upstream's value for its password */
    void users(String path, BinaryOperator<String> hash) {
        list(path, "users", (user, fields) -> {
            String name = user.text("name").orElse("");
            fields.add(entry("name", text(user.root(), name)));
            user.find("passwd")
                    .ifPresent(passwd ->
                            fields.add(entry("password", text(passwd, hash.apply(name, UpstreamTree.text(passwd))))));
            user.find("primary_group").ifPresent(group -> fields.add(entry("group", group)));
            user.find("groups").ifPresent(groups -> fields.add(entry("groups", groups)));
        });
    }

    /**
     * @param source key of the path on this machine
     * @param target key of the path in the image
     * @param inside whether a target is the directory to put a source into, for a source's entry
     */
    void files(String path, String source, String target, Predicate<UpstreamTree> inside) {
        list(path, "files", (file, fields) -> {
            Node place = file.find(target).orElse(file.root());
            String to = UpstreamTree.text(place);
            boolean directory = inside.test(file) && !to.endsWith("/");
            file.find(source).ifPresent(from -> fields.add(entry("source", from)));
            fields.add(entry("target", text(place, directory ? to + "/" : to)));
        });
        translator.isPath("files.source");
    }

    /** @param chosen which of the entries are for {@code key} */
    void services(String path, String key, Predicate<UpstreamTree> chosen) {
        if (translator.source().find(path).orElse(null) instanceof Sequence services) {
            List<Node> names = services.items().stream()
                    .map(UpstreamTree::new)
                    .filter(chosen)
                    .flatMap(service -> service.find("name").stream())
                    .toList();
            if (!names.isEmpty()) {
                translator.put("services." + key, new Sequence(services.span(), names));
            }
        }
    }

    /** The script that runs in a chroot, which has the host's network. */
    void script(String path) {
        Optional<Node> file = translator.source().find(path + ".path");
        if (file.isPresent()) {
            boolean removed = translator
                    .source()
                    .text(path + ".rm")
                    .filter("true"::equals)
                    .isPresent();
            List<Entry> fields = Stream.of(
                            entry("path", file.get()),
                            entry("network", text(file.get(), "true")),
                            entry("keep", text(file.get(), String.valueOf(!removed))))
                    .toList();
            Mapping script = new Mapping(file.get().span(), fields);
            translator.put("scripts", new Sequence(script.span(), List.of(script)));
            translator.isPath("scripts.path");
        }
    }

    private void list(String from, String to, BiConsumer<UpstreamTree, List<Entry>> fill) {
        if (translator.source().find(from).orElse(null) instanceof Sequence sequence) {
            List<Node> items = new ArrayList<>();
            for (Node item : sequence.items()) {
                List<Entry> fields = new ArrayList<>();
                fill.accept(new UpstreamTree(item), fields);
                items.add(new Mapping(item.span(), fields));
            }
            translator.put(to, new Sequence(sequence.span(), items));
        }
    }

    private static Entry entry(String key, Node value) {
        return new Entry(new Scalar(value.span(), key, true), value);
    }

    private static Scalar text(Node place, String text) {
        return new Scalar(place.span(), text, false);
    }
}
