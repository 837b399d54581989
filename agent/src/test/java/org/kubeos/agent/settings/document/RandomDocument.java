package org.kubeos.agent.settings.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A document as people write them, with comments, blank lines, and all ways to write a value.
 *
 * @param tree what it says
 */
record RandomDocument(List<Line> lines, ObjectNode tree, String lineEnd, List<List<String>> paths) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** @param path of the key that the line belongs to; empty for one that belongs to none */
    record Line(String text, List<String> path) {}

    String text() {
        return lines.stream().map(line -> line.text() + lineEnd).collect(Collectors.joining());
    }

    List<String> randomPath(Random random) {
        return paths.get(random.nextInt(paths.size()));
    }

    static String oddText(Random random) {
        List<String> texts = List.of(
                "",
                "yes",
                "null",
                "007",
                "1.10",
                "a: b",
                "x # y",
                "- z",
                "it's",
                "say \"x\"",
                "back\\slash",
                "two\nlines",
                " blank ",
                "{a}",
                "[b]",
                "ä€😀",
                "%p",
                "@x",
                "*",
                "&a",
                "!t",
                "|",
                "tab\there",
                "12:30:45",
                "~",
                "0x1F",
                "1e3");
        return texts.get(random.nextInt(texts.size()));
    }

    private static String key(Random random, int number) {
        return switch (random.nextInt(6)) {
            case 0 -> "key." + number;
            case 1 -> "io.x/y-" + number;
            default -> "k" + number;
        };
    }

    private static List<String> child(List<String> path, String key) {
        var longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }

    // ---- YAML ----

    static RandomDocument yaml(Random random) {
        var writer = new YamlWriter(random);
        if (random.nextBoolean()) {
            writer.add("# first", List.of());
        }
        if (random.nextInt(4) == 0) {
            writer.add("---", List.of());
        }
        ObjectNode tree = writer.mapping(List.of(), "", 3);
        if (random.nextBoolean()) {
            writer.add("# last", List.of());
        }
        return new RandomDocument(writer.lines, tree, random.nextInt(5) == 0 ? "\r\n" : "\n", writer.paths);
    }

    private static final class YamlWriter {
        private final Random random;
        private final List<Line> lines = new ArrayList<>();
        private final List<List<String>> paths = new ArrayList<>();
        private int numbers;

        YamlWriter(Random random) {
            this.random = random;
        }

        void add(String text, List<String> path) {
            lines.add(new Line(text, path));
        }

        ObjectNode mapping(List<String> path, String indentation, int depth) {
            ObjectNode object = NODES.objectNode();
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                if (random.nextInt(4) == 0) {
                    add(indentation + "# comment " + numbers++, path);
                }
                if (random.nextInt(6) == 0) {
                    add("", path);
                }
                String key = key(random, numbers++);
                List<String> inner = child(path, key);
                paths.add(inner);
                object.set(key, entry(key, inner, indentation, depth));
            }
            return object;
        }

        private JsonNode entry(String key, List<String> path, String indentation, int depth) {
            String start = indentation + (random.nextInt(5) == 0 ? "\"" + key + "\"" : key) + ":";
            String comment = random.nextInt(4) == 0 ? " # note " + numbers++ : "";
            switch (random.nextInt(depth > 0 ? 8 : 5)) {
                case 0 -> {
                    String text = oddText(random);
                    add(start + " " + quoted(text) + comment, path);
                    return NODES.textNode(text);
                }
                case 1 -> {
                    JsonNode value = random.nextBoolean()
                            ? NODES.numberNode(random.nextInt(100))
                            : NODES.booleanNode(random.nextBoolean());
                    add(start + " " + value.asText() + comment, path);
                    return value;
                }
                case 2 -> {
                    add(start + " [a,  'b', {c: 1}]" + comment, path);
                    ArrayNode list = NODES.arrayNode().add("a").add("b");
                    list.addObject().put("c", 1);
                    return list;
                }
                case 3 -> {
                    add(start + " {x: 1, y: [2], z: {w: v}}" + comment, path);
                    ObjectNode object = NODES.objectNode().put("x", 1);
                    object.putArray("y").add(2);
                    object.putObject("z").put("w", "v");
                    List.of("x", "y", "z").forEach(name -> paths.add(child(path, name)));
                    paths.add(child(child(path, "z"), "w"));
                    return object;
                }
                case 4 -> {
                    add(start + (random.nextBoolean() ? " |" : " >") + comment, path);
                    add(indentation + "  one line", path);
                    return NODES.textNode("one line\n");
                }
                case 5 -> {
                    add(start + comment, path);
                    return list(path, indentation + (random.nextBoolean() ? "" : "  "), depth);
                }
                default -> {
                    add(start + comment, path);
                    return mapping(path, indentation + (random.nextInt(3) == 0 ? "    " : "  "), depth - 1);
                }
            }
        }

        private ArrayNode list(List<String> path, String indentation, int depth) {
            ArrayNode list = NODES.arrayNode();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                if (random.nextInt(3) == 0) {
                    add(indentation + "- name: n" + numbers, path);
                    add(indentation + "  value: " + depth, path);
                    list.addObject().put("name", "n" + numbers++).put("value", depth);
                } else {
                    add(indentation + "- item" + numbers, path);
                    list.add("item" + numbers++);
                }
            }
            return list;
        }

        private String quoted(String text) {
            boolean single = random.nextBoolean() && text.chars().noneMatch(c -> c < ' ');
            return single
                    ? "'" + text.replace("'", "''") + "'"
                    : NODES.textNode(text).toString();
        }
    }

    // ---- TOML ----

    static RandomDocument toml(Random random) {
        var writer = new TomlWriter(random);
        ObjectNode tree = NODES.objectNode();
        writer.entries(List.of(), tree, "");
        writer.tables(List.of(), tree, "", 3);
        return new RandomDocument(writer.lines, tree, random.nextInt(5) == 0 ? "\r\n" : "\n", writer.paths);
    }

    private static final class TomlWriter {
        private final Random random;
        private final List<Line> lines = new ArrayList<>();
        private final List<List<String>> paths = new ArrayList<>();
        private int numbers;

        TomlWriter(Random random) {
            this.random = random;
        }

        private void add(String text, List<String> path) {
            lines.add(new Line(text, path));
        }

        private String written(String key) {
            return key.matches("[a-z0-9]+") && random.nextInt(4) > 0 ? key : "\"" + key + "\"";
        }

        void tables(List<String> path, ObjectNode tree, String indentation, int depth) {
            for (int i = depth == 0 ? 0 : random.nextInt(1, 4); i > 0; i--) {
                String key = key(random, numbers++);
                List<String> inner = child(path, key);
                boolean array = random.nextInt(8) == 0;
                if (random.nextBoolean()) {
                    add("", path);
                }
                if (random.nextInt(3) == 0) {
                    add(indentation + "# table " + numbers, path);
                }
                String header = inner.stream().map(this::written).collect(Collectors.joining("."));
                paths.add(inner);
                if (array) {
                    add(indentation + "[[" + header + "]]", inner);
                    add(indentation + "  id = 1", inner);
                    tree.putArray(key).addObject().put("id", 1);
                } else {
                    ObjectNode object = tree.putObject(key);
                    boolean implicit = depth > 1 && random.nextInt(4) == 0;
                    if (!implicit) {
                        add(indentation + "[" + header + "]" + (random.nextBoolean() ? " # head" : ""), inner);
                        entries(inner, object, indentation + (random.nextBoolean() ? "  " : ""));
                    }
                    tables(inner, object, indentation, depth - 1);
                }
            }
        }

        void entries(List<String> path, ObjectNode object, String indentation) {
            for (int i = random.nextInt(4); i > 0; i--) {
                if (random.nextInt(4) == 0) {
                    add(indentation + "# comment " + numbers++, path);
                }
                String key = key(random, numbers++);
                List<String> inner = child(path, key);
                paths.add(inner);
                String comment = random.nextInt(4) == 0 ? " # note " + numbers++ : "";
                String start = indentation + written(key) + (random.nextBoolean() ? " = " : "=");
                entry(key, inner, object, indentation, start, comment);
            }
        }

        private void entry(
                String key, List<String> path, ObjectNode object, String indentation, String start, String comment) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    String text = oddText(random);
                    object.put(key, text);
                    add(start + NODES.textNode(text) + comment, path);
                }
                case 1 -> {
                    object.put(key, 12);
                    add(start + "12" + comment, path);
                }
                case 2 -> {
                    object.putArray(key).add("a]").add("b#");
                    add(start + "[", path);
                    add(indentation + "  'a]', # first", path);
                    add(indentation + "  \"b#\",", path);
                    add(indentation + "]" + comment, path);
                }
                case 3 -> {
                    object.putObject(key).put("x", 1).putObject("y").put("z", true);
                    add(start + "{ x = 1, y.z = true }" + comment, path);
                    paths.add(child(path, "x"));
                    paths.add(child(path, "y"));
                    paths.add(child(child(path, "y"), "z"));
                }
                case 4 -> {
                    object.put(key, "three ''\"\n# lines\n");
                    add(start + "\"\"\"three ''\\\"\\n# lines\\n\"\"\"" + comment, path);
                }
                default -> {
                    ObjectNode inner = object.putObject(key).put("first", 1).put("second", "two");
                    add(indentation + written(key) + ".first = 1" + comment, child(path, "first"));
                    add(indentation + written(key) + " . second = 'two'", child(path, "second"));
                    paths.add(child(path, inner.fieldNames().next()));
                    paths.add(child(path, "second"));
                }
            }
        }
    }
}
