package org.kubeos.kbimg.config.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Span;

/** Accounts, files, services and scripts of upstream's configs, in this project's keys. */
final class NodeTranslation {

    private static final String KUBELET = "kubelet";
    private static final Pattern CONTENTS = Pattern.compile("(?s)(?:.*/)?\\.{1,2}/*");

    private final Translator translator;

    NodeTranslation(Translator translator) {
        this.translator = translator;
    }

    /** @param hash makes the hash from an account's name and upstream's value for its password */
    void users(String path, BiFunction<String, Node, String> hash) {
        list(path, "users", (user, fields) -> {
            String name = user.text("name").orElse("");
            fields.add(entry("name", text(user.root(), name)));
            user.find("passwd")
                    .ifPresent(passwd -> fields.add(entry("password", text(passwd, hash.apply(name, passwd)))));
            // The guide's table has another name than its example.
            user.find("primary_group")
                    .or(() -> user.find("primary_groups"))
                    .ifPresent(group -> fields.add(entry("group", group)));
            user.find("groups").ifPresent(groups -> fields.add(entry("groups", groups)));
        });
    }

    /**
     * Files that upstream copies with {@code cp -r}: where they land depends on what the image has.
     *
     * @param source key of the path on this machine
     * @param target key of the path in the image
     * @param made whether upstream makes the target a directory first, for a source's entry
     */
    void files(String path, String source, String target, Predicate<UpstreamTree> made) {
        list(path, "files", (file, fields) -> {
            Node place = file.find(target).orElse(file.root());
            String from = file.text(source).orElse("");
            String to = plain(UpstreamTree.text(place));
            Optional<String> loss = BootFileRules.whyLeftOut(from, to);
            if (loss.isPresent()) {
                translator.warn(place, path + "." + target, loss.get());
                return;
            }
            BootFileRules.whyUnused(from, to).ifPresent(why -> translator.warn(place, path + "." + target, why));
            file.find(source).ifPresent(value -> fields.add(entry("source", value)));
            // cp(1): the contents of DIR/. are copied, not a directory of that name.
            boolean contents = CONTENTS.matcher(from).matches();
            boolean inside = made.test(file) && !contents;
            fields.add(entry("target", text(place, place(to, inside, contents))));
            if (!inside && !contents) {
                fields.add(entry("intoExisting", text(place, "true")));
            }
        });
        translator.isPath("files.source");
    }

    private static String place(String target, boolean inside, boolean contents) {
        boolean slash = target.endsWith("/");
        if (inside && !slash) {
            return target + "/";
        }
        return contents && slash && target.length() > 1 ? target.substring(0, target.length() - 1) : target;
    }

    /** A path without what changes nothing in it. */
    static String plain(String path) {
        return path.replaceAll("/(?:\\.?/)+", "/").replaceAll("/\\.$", "/");
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

    /**
     * The service that upstream starts on every node, whether or not a package brings it.
     *
     * @param path the services that the config names itself
     */
    void kubelet(String path) {
        boolean named = translator.source().find(path).stream()
                .filter(Sequence.class::isInstance)
                .flatMap(list -> ((Sequence) list).items().stream())
                .map(item -> item instanceof Scalar
                        ? UpstreamTree.text(item)
                        : new UpstreamTree(item).text("name").orElse(""))
                .anyMatch(name -> name.equals(KUBELET) || name.equals(KUBELET + ".service"));
        if (!named) {
            Span place = translator.source().root().span().start();
            translator.put(
                    "services.enableIfPresent",
                    new Sequence(place, List.of(new Scalar(place, KUBELET, false))),
                    "Upstream starts it on every node.");
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
                if (!fields.isEmpty()) {
                    items.add(new Mapping(item.span(), fields));
                }
            }
            if (!items.isEmpty()) {
                translator.put(to, new Sequence(sequence.span(), items));
            }
        }
    }

    private static Entry entry(String key, Node value) {
        return new Entry(new Scalar(value.span(), key, true), value);
    }

    private static Scalar text(Node place, String text) {
        return new Scalar(place.span(), text, false);
    }
}
