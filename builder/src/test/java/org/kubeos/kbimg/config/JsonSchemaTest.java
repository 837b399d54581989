package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.testkit.JsonSchemaValidator;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The published JSON Schema, judged by a validator that others wrote. Rewrites it with -Dgolden.update=true. */
class JsonSchemaTest {

    private static final Path PUBLISHED = Path.of("../docs/kbimg.schema.json");
    private static final Path EXAMPLES = Path.of("../examples");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Object> MADE = new ConfigDocs(DistributionProfile.names()).jsonSchema();

    // What a schema has no words for, among the problems that sound as if it could tell.
    private static final Pattern BEYOND_A_SCHEMA =
            Pattern.compile("(?m)^--set|YAML|a second time|a key must be a single word");
    private static final Pattern TOLD_BY_A_SCHEMA = Pattern.compile(
            "unknown key|is not a host name|is not a version|is not a package name|that kbimg knows|: the key '[^']+' is missing|found a list"
                    + "|found keys|found the text|is not a password hash|is not the name of a variable");

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(PUBLISHED));
    }

    private static List<Error> validate(String yaml) throws IOException {
        return schema().validate(json(yaml), InputFormat.JSON);
    }

    private static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thePublishedFileSaysWhatTheReaderTakes() throws IOException {
        String made = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(MADE) + "\n";
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PUBLISHED, made);
        }
        assertThat(Files.readString(PUBLISHED)).isEqualTo(made);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void takesTheExamples(Path example) throws IOException {
        String text = Files.readString(example);
        assertThat(text).startsWith("# yaml-language-server: $schema=../docs/kbimg.schema.json\n");
        assertThat(validate(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{version: 1.10, distribution: debian, source: {repository: host}}",
                "{version: 7, distribution: debian, source: {archive: {env: ARCHIVE}}, packages: [{env: NAME}]}",
                "{extends: base.yaml}",
                "{extends: base.yaml, packages: {append: [vim]}, hostname: null, disk: null}",
                "{extends: base.yaml, source: {repository: {append: [{name: a, url: 'https://repo.example.org/'}]}}}",
                "{version: v1, distribution: debian, source: {repository: [{name: a, url: 'https://repo.example.org/x',"
                        + " insecure: true}]}, root: {password: {env: HASH}}}"
            })
    void takesWhatTheReaderTakes(String yaml) throws IOException {
        assertThat(validate(yaml)).isEmpty();
    }

    /** Of the table of wrong configs, all those whose mistake is one that a schema can tell. */
    private static List<WrongConfigsTest.Case> toldByASchema() throws IOException {
        List<WrongConfigsTest.Case> told = new ArrayList<>();
        for (WrongConfigsTest.Case wrong : WrongConfigsTest.cases()) {
            boolean alone = wrong.overrides().isEmpty()
                    && wrong.files().isEmpty()
                    && !wrong.config().contains("{env: ");
            if (alone
                    && TOLD_BY_A_SCHEMA.matcher(wrong.message()).find()
                    && !BEYOND_A_SCHEMA.matcher(wrong.message()).find()) {
                told.add(wrong);
            }
        }
        return told;
    }

    @Test
    void refusesWrongConfigs() throws IOException {
        List<String> taken = new ArrayList<>();
        for (WrongConfigsTest.Case wrong : toldByASchema()) {
            if (validate(wrong.config()).isEmpty()) {
                taken.add(wrong.title());
            }
        }
        assertThat(taken).isEmpty();
        assertThat(toldByASchema()).hasSizeGreaterThan(40);
    }

    /** Each has another dialect of regular expressions. */
    @ParameterizedTest
    @EnumSource
    void validatorsOfOtherLanguagesAgree(JsonSchemaValidator validator) throws IOException {
        List<String> right = new ArrayList<>();
        for (Path example : examples()) {
            right.add(json(Files.readString(example)));
        }
        assertThat(validator.validate(PUBLISHED, right)).hasSameSizeAs(right).containsOnly(true);
        List<String> wrong = new ArrayList<>();
        for (WrongConfigsTest.Case one : toldByASchema()) {
            wrong.add(json(one.config()));
        }
        assertThat(validator.validate(PUBLISHED, wrong)).hasSameSizeAs(wrong).containsOnly(false);
    }

    private static String json(String yaml) throws IOException {
        return JSON.writeValueAsString(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    /** An editor completes and explains from these. */
    @Test
    void everyKeyHasADescriptionAndEveryFixedDefaultIsThere() throws IOException {
        String text = JSON.writeValueAsString(MADE);
        for (var key : ConfigSchema.of(DistributionProfile.names()).keys()) {
            String property =
                    JSON.readTree(text).at("/properties/" + key.name()).toString();
            assertThat(property)
                    .contains("\"description\":\"" + key.description().substring(0, 10));
        }
        assertThat(JSON.readTree(text)
                        .at("/properties/disk/anyOf/0/properties/size/default")
                        .asText())
                .isEqualTo("20GiB");
        assertThat(JSON.readTree(text).at("/properties/architecture").has("default"))
                .isFalse();
    }
}
