package org.kubeos.agent.settings.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kubeos.agent.settings.document.RandomDocument.Line;

/**
 * Edits of random documents. Python's parsers tell what the result says; all lines that don't belong to the edited key must be in
 * it as they were. {@code -Dkbimg.edits} says how many, {@code -Dkbimg.seed} what the first starts from; each further one adds one
 * to it.
 */
class RandomEditsTest {

    private static final int EDITS = Integer.getInteger("kbimg.edits", 300);
    private static final long SEED = Long.getLong("kbimg.seed", 20260101L);

    @FunctionalInterface
    private interface Parser {
        TreeDocument parse(String text) throws DocumentException;
    }

    @FunctionalInterface
    private interface Judge {
        List<JsonNode> read(List<String> texts);
    }

    @Test
    void yaml() throws DocumentException {
        check("YAML", RandomDocument::yaml, YamlDocument::parse, PythonJudge::yaml, false);
    }

    @Test
    void toml() throws DocumentException {
        check("TOML", RandomDocument::toml, TomlDocument::parse, PythonJudge::toml, true);
    }

    @FunctionalInterface
    private interface Generator {
        RandomDocument generate(Random random);
    }

    private record Trial(long seed, String before, String edit, String after, JsonNode expected) {}

    private static void check(String name, Generator generator, Parser parser, Judge judge, boolean prune)
            throws DocumentException {
        System.out.println(name + ": " + EDITS + " random edits from kbimg.seed " + SEED + " on");
        var trials = new ArrayList<Trial>();
        for (long seed = SEED; seed < SEED + EDITS; seed++) {
            var random = new Random(seed);
            RandomDocument document = generator.generate(random);
            trials.add(edit(seed, document, random, parser));
        }
        List<JsonNode> results = judge.read(trials.stream().map(Trial::after).toList());
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            JsonNode result = results.get(i).isNull() ? JsonNodeFactory.instance.objectNode() : results.get(i);
            JsonNode expected = trial.expected();
            boolean same = prune
                    ? Trees.same(Trees.pruned((ObjectNode) result), Trees.pruned((ObjectNode) expected))
                    : Trees.same(result, expected);
            assertThat(same)
                    .as(
                            "-Dkbimg.edits=1 -Dkbimg.seed=%s: %s%nbefore:%n%s%nafter:%n%s%nexpected: %s%nfound: %s",
                            trial.seed(), trial.edit(), trial.before(), trial.after(), expected, result)
                    .isTrue();
        }
    }

    private static Trial edit(long seed, RandomDocument document, Random random, Parser parser)
            throws DocumentException {
        List<String> keys = new ArrayList<>(document.randomPath(random));
        boolean delete = random.nextInt(3) == 0;
        if (!delete && random.nextInt(3) == 0) {
            keys.set(keys.size() - 1, "added");
        }
        var path = new KeyPath(keys);
        JsonNode value = value(random, 2);
        String edit = delete ? "delete " + path : path + " = " + value;
        TreeDocument before = parser.parse(document.text());
        String context = "-Dkbimg.edits=1 -Dkbimg.seed=" + seed + ": " + edit + "\n" + document.text();
        TreeDocument after;
        try {
            after = delete ? before.without(path) : before.with(path, value);
        } catch (DocumentException e) {
            throw new AssertionError(context, e);
        }
        ObjectNode expected = delete ? Trees.without(document.tree(), path) : Trees.with(document.tree(), path, value);
        var kept = document.lines().stream()
                .filter(line -> !isTouched(line, keys))
                .map(Line::text)
                .toList();
        if (!kept.isEmpty()) {
            assertThat(after.text().lines().toList()).as(context).containsSubsequence(kept);
        }
        return new Trial(seed, document.text(), edit, after.text(), expected);
    }

    /** A line of the edited value, or of a key that holds it. */
    private static boolean isTouched(Line line, List<String> keys) {
        int common = Math.min(line.path().size(), keys.size());
        return !line.path().isEmpty() && line.path().subList(0, common).equals(keys.subList(0, common));
    }

    static JsonNode value(Random random, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> nodes.numberNode(random.nextInt(-1000, 1000));
            case 1 -> nodes.booleanNode(random.nextBoolean());
            case 2 -> nodes.numberNode(random.nextInt(1000) / 8.0 + 0.5);
            case 3 -> nodes.textNode("word" + random.nextInt(100));
            case 4, 5 -> nodes.textNode(RandomDocument.oddText(random));
            case 6 -> {
                ArrayNode list = nodes.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
            default -> {
                ObjectNode object = nodes.objectNode();
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    object.set("n" + i, value(random, depth - 1));
                }
                yield object;
            }
        };
    }
}
