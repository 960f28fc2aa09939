package dev.burdock.fanout.sync.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSpanTest {
  private static final long SEED = 99;

  @Test
  void valuesAreFoundBehindWhatStandsBeforeThem() {
    JsonSpan root = span(" {\"a\":{\"}\":[1,{\"x\":\"\\\"]\"}]} , \"b\\u0063\" : {\"d\":\"é\"} }");

    assertThat(root.at("bc", "d").map(JsonSpan::text)).contains("é");
    assertThat(root.at("a", "}").orElseThrow().elements()).hasSize(2);
    assertThat(root.at("a", "nothing")).isEmpty();
  }

  @Test
  void membersAreReplacedRemovedAndAdded() {
    JsonSpan root = span("{\"a\": 1,\"b\":2 ,\"c\":3}");

    String edited =
        new JsonEdits(root)
            .members(root, Set.of("a"), Map.of("b", Buffer.buffer("true")))
            .apply()
            .toString();

    assertThat(new JsonObject(edited)).isEqualTo(new JsonObject("{\"b\":true,\"c\":3}"));
  }

  @Test
  void aMemberIsAddedWithoutTouchingTheOthers() {
    JsonSpan empty = span("{ }");
    JsonSpan full = span("{ \"a\" :1.0}");
    Map<String, Buffer> added = Map.of("n\"", Buffer.buffer("[]"));

    assertThat(new JsonEdits(empty).members(empty, Set.of(), added).apply().toString())
        .isEqualTo("{\"n\\\"\":[] }");
    assertThat(new JsonEdits(full).members(full, Set.of(), added).apply().toString())
        .isEqualTo("{\"n\\\"\":[], \"a\" :1.0}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1,", "{\"a\"}", "\"x", "{\"a\":}", "nonsense?", "{1:2}\\"})
  void whatIsCutOffIsRefused(String text) {
    assertThatThrownBy(() -> walk(span(text))).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void noBytesMakeItThrowAnythingElse() {
    Random random = new Random(SEED);
    byte[] alphabet = "{}[]\",:\\ 1atrue".getBytes(StandardCharsets.US_ASCII);
    for (int round = 0; round < 20_000; round++) {
      byte[] text = new byte[random.nextInt(24)];
      for (int i = 0; i < text.length; i++) {
        text[i] = alphabet[random.nextInt(alphabet.length)];
      }
      try {
        walk(JsonSpan.of(text));
      } catch (MalformedJsonException expected) {
        assertThat(expected).as("seed %d round %d", SEED, round).hasMessageContaining("byte");
      }
    }
  }

  private static void walk(JsonSpan span) {
    assertThat(span.text()).isNotNull();
    span.elements().forEach(JsonSpanTest::walk);
    span.members().forEach(member -> walk(member.value()));
  }

  private static JsonSpan span(String text) {
    return JsonSpan.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
