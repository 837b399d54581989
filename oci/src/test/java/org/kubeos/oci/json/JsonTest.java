package org.kubeos.oci.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Judged by Jackson's own mapper. */
class JsonTest {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,-2,2147483648,9223372036854775808],\"b\":{\"c\":null,\"d\":true,\"e\":false},\"a b\":\"\"}",
                "\"quotes \\\" and \\\\, \\u0000, \\n, ä, 中, \\ud83d\\ude00\"",
                "{\"a\":1,\"b\":2,\"a\":3}",
                "[1.5, 0.1, -2e10, 123456789012345678901234567890.5]",
                " [ ] ",
                "0",
            })
    void readsAndWritesAsTheMapperDoes(String text) throws JsonProcessingException {
        assertThat(Json.read(text)).isEqualTo(MAPPER.readTree(text));
        assertThat(Json.line(Json.read(text))).isEqualTo(MAPPER.writeValueAsString(MAPPER.readTree(text)));
        assertThat(Json.pretty(Json.read(text))).isEqualTo(MAPPER.readTree(text).toPrettyString() + "\n");
    }

    @Test
    void encodesMapsAsTheMapperDoes() throws JsonProcessingException {
        var document = new LinkedHashMap<String, Object>();
        document.put("z", List.of("ä\u2028\"", Map.of("k", 1), List.of()));
        document.put("a", Map.of());
        document.put("long", 5_000_000_000L);
        document.put("truth", true);
        document.put("tree", Json.read("{\"x\":[1.5,null]}"));
        assertThat(Json.encode(document)).isEqualTo(MAPPER.writeValueAsBytes(document));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1", "[1,]", "{\"a\"}", "{} {}", "nul", "1e2000", "'a'", "\"\n\""})
    void refusesWhatIsNotOneValue(String text) {
        assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> Json.read(text));
        assertThat(Json.readLeniently(text).isMissingNode()).isTrue();
    }

    @Test
    void keepsNumbersAsTheyAreWritten() throws JsonProcessingException {
        assertThat(Json.line(Json.read("[1.50,0.10000000000000000001]"))).isEqualTo("[1.50,0.10000000000000000001]");
    }

    @Test
    void refusesWhatAttacksTheReader() {
        String deep = "[".repeat(101) + "]".repeat(101);
        assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> Json.read(deep));
        assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> Json.read("1".repeat(1001)));
        byte[] twice = "{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> Json.readStrictly(twice));
    }

    @Test
    void writesNothingThatItWouldHaveToGuess() {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.encode(Map.of("a", Duration.ZERO)));
    }
}
