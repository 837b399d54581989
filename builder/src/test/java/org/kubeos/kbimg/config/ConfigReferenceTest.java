package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.DictionaryType;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.TextOrListType;
import org.kubeos.yamlschema.TextOrMappingType;
import org.kubeos.yamlschema.TextType;
import org.kubeos.yamlschema.Type;

/**
 * Holds the tables of docs/config.md and docs/config.zh-CN.md to the declared schema. Rewrites them with
 * -Dgolden.update=true; translations are in config.zh-CN.tsv.
 */
class ConfigReferenceTest {

    private static final Path DOCS = Path.of("../docs");
    private static final Path CHINESE = Path.of("src/test/resources/org/kubeos/kbimg/config/config.zh-CN.tsv");
    private static final String START = "<!-- made from the schema: -->\n";
    private static final String END = "<!-- end -->\n";

    @Test
    void englishPageSaysWhatTheSchemaDoes() throws IOException {
        check(DOCS.resolve("config.md"), UnaryOperator.identity());
    }

    @Test
    void chinesePageSaysWhatTheSchemaDoes() throws IOException {
        Map<String, String> translations = new HashMap<>();
        for (String line : Files.readAllLines(CHINESE)) {
            String[] pair = line.split("\t");
            assertThat(pair).as(line).hasSize(2);
            translations.put(pair[0], pair[1]);
        }
        var missing = new TreeSet<String>();
        table(english -> {
            if (!translations.containsKey(english)) {
                missing.add(english);
            }
            return english;
        });
        assertThat(missing).as("texts without a translation in " + CHINESE).isEmpty();
        check(DOCS.resolve("config.zh-CN.md"), translations::get);
    }

    private static void check(Path page, UnaryOperator<String> translate) throws IOException {
        String text = Files.readString(page);
        int start = text.indexOf(START) + START.length();
        int end = text.indexOf(END);
        String table = table(translate);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(page, text.substring(0, start) + table + text.substring(end));
        } else {
            assertThat(text.substring(start, end)).isEqualTo(table);
        }
    }

    private static String table(UnaryOperator<String> translate) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("Key", "Value", "Default", "Meaning"));
        collect("", ConfigSchema.of(DistributionProfile.names()), rows);
        var text = new StringBuilder();
        for (List<String> row : rows) {
            boolean head = text.isEmpty();
            text.append(row.stream()
                    .map(cell -> cell.isEmpty() || cell.startsWith("`") ? cell : translate.apply(cell))
                    .map(cell -> cell.replace("|", "\\|"))
                    .collect(Collectors.joining(" | ", "| ", " |\n")));
            text.append(head ? "|---|---|---|---|\n" : "");
        }
        return text.toString();
    }

    private static void collect(String prefix, MappingType<?> mapping, List<List<String>> rows) {
        for (Key<?> key : mapping.keys()) {
            String path = prefix + key.name();
            rows.add(List.of("`" + path + "`", value(key.type()), defaultOf(key), key.description()));
            collectInside(path, key.type(), rows);
        }
    }

    private static void collectInside(String path, Type<?> type, List<List<String>> rows) {
        switch (type) {
            case MappingType<?> section -> collect(path + ".", section, rows);
            case TextOrMappingType<?> either -> collect(path + ".", either.mapping(), rows);
            case ListType<?> list -> collectInside(path + "[]", list.element(), rows);
            case TextOrListType<?, ?> either -> collectInside(path, either.list(), rows);
            default -> {}
        }
    }

    private static String value(Type<?> type) {
        return switch (type) {
            case TextType<?> text -> text.noun() + (text.form().isEmpty() ? "" : ": " + text.form());
            case ChoiceType<?> choice ->
                choice.values().keySet().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
            case ListType<?>(String noun, TextType<?> element, boolean distinct) -> noun + ": " + element.form();
            case ListType<?> list -> list.noun();
            case TextOrListType<?, ?> either ->
                value(either.text()) + "; or " + either.list().noun();
            case TextOrMappingType<?> either -> value(either.text());
            case DictionaryType<?> map -> map.noun() + ": " + map.name().form();
            case MappingType<?> _ -> "";
        };
    }

    private static String defaultOf(Key<?> key) {
        if (key.required()) {
            return "required";
        }
        boolean words =
                List.of("", "none", "that of this machine", "that of KubeOS").contains(key.fallbackText());
        return words ? key.fallbackText() : "`" + key.fallbackText() + "`";
    }
}
