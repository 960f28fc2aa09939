package dev.burdock.matrix.json;

import static dev.burdock.matrix.Vectors.text;
import static dev.burdock.matrix.Vectors.tree;
import static dev.burdock.matrix.Vectors.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.RandomJson;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("JSON is cut just as Jackson reads it")
class JsonSpanFuzzTest {
  private static final byte[] ALPHABET = utf8("{}[]\",:\\/0e-+. nulltrfasbu1\u00fc\ud83e\udd94");
  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final long seed = Long.getLong("burdock.seed", 4354);
  private final Random random = new Random(seed);
  private final RandomJson json = new RandomJson(seed);

  @Test
  void any_json_is_cut_where_its_elements_and_members_begin_and_end() {
    for (int i = 0; i < 3_000; i++) {
      JsonNode array = JsonNodeFactory.instance.arrayNode().add(json.value()).add(json.object());
      byte[] bytes = utf8(json.spelled(array));

      agree(JsonSpan.of(bytes), tree(text(bytes)));
    }
  }

  @Test
  void bytes_by_chance_are_cut_or_refused_with_an_error_of_the_protocol() {
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(30)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = ALPHABET[random.nextInt(ALPHABET.length)];
      }
      judge(bytes);
    }
  }

  @Test
  void json_with_a_few_wrong_bytes_is_cut_or_refused_with_an_error_of_the_protocol() {
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = utf8(json.spelled(random.nextBoolean() ? json.object() : json.value()));
      for (int changes = random.nextInt(3); changes >= 0 && bytes.length > 0; changes--) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
          case 0 -> bytes = Arrays.copyOf(bytes, at);
          case 1 -> bytes[at] = (byte) random.nextInt(256);
          case 2 -> bytes[at] = bytes[random.nextInt(bytes.length)];
          default -> bytes[at] = ALPHABET[random.nextInt(ALPHABET.length)];
        }
      }
      judge(bytes);
    }
  }

  private void judge(byte[] bytes) {
    boolean taken = true;
    try {
      walk(JsonSpan.of(bytes));
    } catch (MatrixException e) {
      assertThat(e.errcode()).as("seed %d", seed).isEqualTo("M_NOT_JSON");
      assertThat(e).as("seed %d", seed).hasMessageContaining("byte");
      taken = false;
    }
    assertThat(taken)
        .as(() -> "seed " + seed + ": " + HexFormat.of().formatHex(bytes))
        .isEqualTo(jacksonTakes(bytes));
  }

  private void agree(JsonSpan span, JsonNode node) {
    assertThat(tree(span.raw()).toString()).as("seed %d", seed).isEqualTo(node.toString());
    assertThat(span.elements()).as("seed %d", seed).hasSize(node.isArray() ? node.size() : 0);
    for (int i = 0; i < span.elements().size(); i++) {
      agree(span.elements().get(i), node.get(i));
    }
    for (JsonSpan.Member member : span.members()) {
      assertThat(node.has(member.name())).as("seed %d: %s", seed, member.name()).isTrue();
      agree(span.get(member.name()).orElseThrow(), node.get(member.name()));
    }
    assertThat(span.members().stream().map(JsonSpan.Member::name).distinct())
        .as("seed %d", seed)
        .hasSize(node.isObject() ? node.size() : 0);
    if (node.isTextual()) {
      assertThat(span.text()).as("seed %d", seed).isEqualTo(node.textValue());
    }
  }

  private static void walk(JsonSpan span) {
    assertThat(span.text()).isNotNull();
    span.elements().forEach(JsonSpanFuzzTest::walk);
    span.members().forEach(member -> walk(member.value()));
  }

  /** What is in another encoding than UTF-8, which Jackson guesses, counts as refused. */
  private static boolean jacksonTakes(byte[] bytes) {
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      if (bytes[i] == 0) {
        return false;
      }
    }
    if (bytes.length > 0 && (bytes[0] == (byte) 0xef || bytes[0] == (byte) 0xfe)) {
      return false;
    }
    try (JsonParser parser = JACKSON.createParser(bytes)) {
      JsonToken first = parser.nextToken();
      parser.skipChildren();
      parser.finishToken();
      return first != null && parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
