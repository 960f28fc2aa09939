package dev.burdock.matrix.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.RandomJson;
import dev.burdock.matrix.Vectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("R17 The time left is spliced into unsigned")
class EventJsonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                  | {\"unsigned\":{\"ttl\":7}}",
        "{ \"a\" : 1 }                       | {\"unsigned\":{\"ttl\":7}, \"a\" : 1 }",
        "{\"unsigned\":{}}                   | {\"unsigned\":{\"ttl\":7}}",
        "{\"unsigned\": { \"age\" : 5 } }    | {\"unsigned\": {\"ttl\":7, \"age\" : 5 } }",
        "{\"unsigned\":{\"ttl\":12345}}      | {\"unsigned\":{\"ttl\":7}}",
        "{\"unsigned\":{\"x\":1,\"ttl\" : \"}\" ,\"y\":2}} | {\"unsigned\":{\"x\":1,\"ttl\" : 7 ,\"y\":2}}",
        "{\"unsigned\":null,\"a\":1}         | {\"unsigned\":{\"ttl\":7},\"a\":1}",
        "{\"unsigned\":[{\"ttl\":1}]}        | {\"unsigned\":{\"ttl\":7}}",
        "{\"uns\\u0069gned\":{\"t\\u0074l\":1}} | {\"uns\\u0069gned\":{\"t\\u0074l\":7}}",
        "{\"content\":{\"unsigned\":{\"ttl\":1}}} | {\"unsigned\":{\"ttl\":7},\"content\":{\"unsigned\":{\"ttl\":1}}}",
        "{\"a\":\"\\\"unsigned\\\":{\"}      | {\"unsigned\":{\"ttl\":7},\"a\":\"\\\"unsigned\\\":{\"}",
        "{\"unsigned\":{\"x\":{\"ttl\":1}}}  | {\"unsigned\":{\"ttl\":7,\"x\":{\"ttl\":1}}}",
        "{\"unsigned\":{},\"unsigned\":{}}   | {\"unsigned\":{},\"unsigned\":{\"ttl\":7}}"
      })
  @DisplayName("R17 and every other byte stays")
  void set(String event, String expected) {
    byte[] edited = EventJson.withUnsigned(Vectors.utf8(event), "ttl", 7);

    assertThat(Vectors.text(edited)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                  | {}",
        "{\"unsigned\":{\"ttl\":1}}          | {\"unsigned\":{}}",
        "{\"unsigned\":{ \"ttl\" : 1 , \"a\":2}} | {\"unsigned\":{  \"a\":2}}",
        "{\"unsigned\":{\"a\":2 , \"ttl\":[1,{}]}} | {\"unsigned\":{\"a\":2}}",
        "{\"unsigned\":{\"a\":2,\"ttl\":1,\"b\":3}} | {\"unsigned\":{\"a\":2,\"b\":3}}",
        "{\"unsigned\":{\"ttl\":1,\"ttl\":2}} | {\"unsigned\":{}}",
        "{\"unsigned\":null,\"ttl\":1}       | {\"unsigned\":null,\"ttl\":1}",
        "{\"content\":{\"unsigned\":{\"ttl\":1}}} | {\"content\":{\"unsigned\":{\"ttl\":1}}}"
      })
  @DisplayName("R17 and cut out when it is over")
  void remove(String event, String expected) {
    byte[] edited = EventJson.withoutUnsigned(Vectors.utf8(event), "ttl");

    assertThat(Vectors.text(edited)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20260901, 4354})
  @DisplayName("R17 just as a parser would put it in and take it out, whatever the event")
  void agreesWithParser(long seed) {
    RandomJson random = new RandomJson(seed);
    for (int i = 0; i < 3_000; i++) {
      ObjectNode event = random.object();
      String key = i % 3 == 0 ? "ttl" : random.text().replace('\uD800', 'x');
      String json = random.spelled(event);
      long value = random.random().nextLong();

      byte[] with = EventJson.withUnsigned(Vectors.utf8(json), key, value);
      byte[] without = EventJson.withoutUnsigned(Vectors.utf8(json), key);

      assertThat(Vectors.tree(Vectors.text(with)))
          .as("seed %d, case %d: %s with %s", seed, i, json, key)
          .isEqualTo(with(event, key, value));
      assertThat(Vectors.tree(Vectors.text(without)))
          .as("seed %d, case %d: %s without %s", seed, i, json, key)
          .isEqualTo(without(event, key));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "1",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"unsigned\":{",
        "{\"unsigned\":{\"a\":\"",
        "{x}",
        "{\"a\":}",
        "{\"unsigned\":{\"a\":1 \"b\":2}}",
        "{\"a\\",
        "{\"uns\\u00\":1}"
      })
  @DisplayName("R17 and refused in what is visibly no object")
  void malformed(String json) {
    byte[] event = Vectors.utf8(json);

    assertThatThrownBy(() -> EventJson.withUnsigned(event, "ttl", 7))
        .isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(() -> EventJson.withoutUnsigned(event, "ttl"))
        .isInstanceOf(InvalidJsonException.class);
  }

  @Test
  @DisplayName("R17 without touching the array that is shared by all who wait for the event")
  void inputIsNotModified() {
    byte[] event = Vectors.utf8("{\"unsigned\":{\"ttl\":1}}");

    EventJson.withUnsigned(event, "ttl", 7);
    EventJson.withoutUnsigned(event, "ttl");

    assertThat(Vectors.text(event)).isEqualTo("{\"unsigned\":{\"ttl\":1}}");
    assertThat(EventJson.withoutUnsigned(event, "other")).isSameAs(event);
  }

  private static JsonNode with(ObjectNode event, String key, long value) {
    ObjectNode edited = event.deepCopy();
    ObjectNode unsigned =
        edited.get("unsigned") instanceof ObjectNode present
            ? present
            : edited.putObject("unsigned");
    unsigned.put(key, value);
    return Vectors.tree(edited.toString());
  }

  private static JsonNode without(ObjectNode event, String key) {
    ObjectNode edited = event.deepCopy();
    if (edited.get("unsigned") instanceof ObjectNode present) {
      present.remove(key);
    }
    return Vectors.tree(edited.toString());
  }
}
