package dev.burdock.matrix.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Canonical JSON")
class CanonicalJsonTest {
  /** The examples of the specification's appendix "Canonical JSON". */
  static Stream<Arguments> specification() {
    return Stream.of(
        Arguments.of("{}", "{}"),
        Arguments.of("{\"one\": 1, \"two\": \"Two\"}", "{\"one\":1,\"two\":\"Two\"}"),
        Arguments.of("{\"b\": \"2\", \"a\": \"1\"}", "{\"a\":\"1\",\"b\":\"2\"}"),
        Arguments.of("{\"b\":\"2\",\"a\":\"1\"}", "{\"a\":\"1\",\"b\":\"2\"}"),
        Arguments.of(
            "{\"auth\": {\"success\": true, \"mxid\": \"@john.doe:example.com\", \"profile\":"
                + " {\"display_name\": \"John Doe\", \"three_pids\": [{\"medium\": \"email\","
                + " \"address\": \"john.doe@example.org\"}, {\"medium\": \"msisdn\", \"address\":"
                + " \"123456789\"}]}}}",
            "{\"auth\":{\"mxid\":\"@john.doe:example.com\",\"profile\":{\"display_name\":\"John"
                + " Doe\",\"three_pids\":"
                + "[{\"address\":\"john.doe@example.org\",\"medium\":\"email\"},{\"address\":\"123456789\","
                + "\"medium\":\"msisdn\"}]},\"success\":true}}"),
        Arguments.of("{\"a\": \"日本語\"}", "{\"a\":\"日本語\"}"),
        Arguments.of("{\"本\": 2, \"日\": 1}", "{\"日\":1,\"本\":2}"),
        Arguments.of("{\"a\": \"\\u65E5\"}", "{\"a\":\"日\"}"),
        Arguments.of("{\"a\": null}", "{\"a\":null}"),
        Arguments.of("{\"a\": -0}", "{\"a\":0}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("specification")
  @DisplayName("is as the specification's examples show")
  void examples(String input, String canonical) {
    assertThat(canonical(input)).isEqualTo(canonical);
  }

  @Test
  @DisplayName("orders members by code point, not by UTF-16 unit")
  void codePointOrder() {
    assertThat(
            canonical("{\"\uD83D\uDE00\":1,\"\uFFFD\":2,\"\uE000\":3,\"\uD83D\uDDFF\":4,\"z\":5}"))
        .isEqualTo("{\"z\":5,\"\uE000\":3,\"\uFFFD\":2,\"\uD83D\uDDFF\":4,\"\uD83D\uDE00\":1}");
  }

  @Test
  @DisplayName("escapes only what JSON makes it escape")
  void escapes() {
    assertThat(canonical("{\"a\":\"\\u0000\\u001F\\b\\f\\n\\r\\t\\\"\\\\\\/\\u007f\\u2028\"}"))
        .isEqualTo("{\"a\":\"\\u0000\\u001f\\b\\f\\n\\r\\t\\\"\\\\/\u007f\u2028\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9007199254740992", "-9007199254740992", "1e30", "1.0", "1e3", "0.5", "-0.0"})
  @DisplayName("refuses floats and integers beyond ±(2^53-1), which it reads all the same")
  void refusedNumbers(String number) {
    ObjectNode parsed = CanonicalJson.parse(Vectors.utf8("{\"a\":" + number + "}"));

    assertThatThrownBy(() -> CanonicalJson.bytes(parsed))
        .isInstanceOfSatisfying(
            InvalidJsonException.class, e -> assertThat(e.errcode()).isEqualTo("M_BAD_JSON"));
    assertThat(CanonicalJson.lenientBytes(parsed)).isNotEmpty();
  }

  @Test
  @DisplayName("takes the largest integers")
  void largestIntegers() {
    assertThat(canonical("{\"a\":[9007199254740991,-9007199254740991]}"))
        .isEqualTo("{\"a\":[9007199254740991,-9007199254740991]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\":1,}",
        "{\"a\":1}x",
        "{}{}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":+1}",
        "{\"a\":1,\"a\":2}",
        "{\"b\":{\"a\":1,\"\\u0061\":2}}",
        "/**/{}",
        "{\"a\":\"\n\"}",
        "\uFEFF{}",
        "{\"a\":\"\\x\"}"
      })
  @DisplayName("is not read from what is not exactly one JSON text")
  void notJson(String text) {
    assertThatThrownBy(() -> CanonicalJson.parse(Vectors.utf8(text)))
        .isInstanceOfSatisfying(
            InvalidJsonException.class,
            e -> assertThat(e.errcode()).isIn("M_NOT_JSON", "M_BAD_JSON"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"a\"", "null", "true"})
  @DisplayName("is read from objects alone")
  void notAnObject(String text) {
    assertThatThrownBy(() -> CanonicalJson.parse(Vectors.utf8(text)))
        .isInstanceOfSatisfying(
            InvalidJsonException.class, e -> assertThat(e.errcode()).isEqualTo("M_BAD_JSON"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c080",
        "c1bf",
        "e08080",
        "e09fbf",
        "eda080",
        "edbfbf",
        "f0808080",
        "f08fbfbf",
        "f4908080",
        "f5808080",
        "80",
        "c3",
        "e697",
        "f09f98",
        "ff",
        "c328",
        "e62861"
      })
  @DisplayName("is not read from malformed UTF-8")
  void malformedUtf8(String hex) {
    byte[] json = concat("{\"a\":\"", HexFormat.of().parseHex(hex), "\"}");

    assertThatThrownBy(() -> CanonicalJson.parse(json))
        .isInstanceOfSatisfying(
            InvalidJsonException.class, e -> assertThat(e.errcode()).isEqualTo("M_NOT_JSON"));
  }

  @Test
  @DisplayName("is not read from UTF-16 or UTF-32")
  void otherEncodings() {
    for (String encoding :
        new String[] {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"}) {
      byte[] json = "{\"a\":1}".getBytes(java.nio.charset.Charset.forName(encoding));
      assertThatThrownBy(() -> CanonicalJson.parse(json))
          .as(encoding)
          .isInstanceOf(InvalidJsonException.class);
    }
  }

  @Test
  @DisplayName("nests 512 levels and no more")
  void nesting() {
    int deepest = CanonicalJson.MAX_DEPTH;

    assertThat(canonical(nested(deepest))).isEqualTo(nested(deepest));
    assertThatThrownBy(() -> canonical(nested(deepest + 1)))
        .isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(() -> canonical(nested(1_000_000))).isInstanceOf(InvalidJsonException.class);
  }

  @Test
  @DisplayName("of a stranger has a million names and values and no more")
  void tokens() {
    byte[] many = Vectors.utf8("{\"a\":[" + "{},".repeat(400_000) + "1]}");
    byte[] more = Vectors.utf8("{\"a\":[" + "{},".repeat(600_000) + "1]}");

    assertThat(CanonicalJson.parseOfStranger(many).path("a")).hasSize(400_001);
    assertThatThrownBy(() -> CanonicalJson.parseOfStranger(more))
        .isInstanceOf(InvalidJsonException.class);
  }

  @Test
  @DisplayName("has no form for an unpaired surrogate")
  void unpairedSurrogate() {
    for (String text : new String[] {"\\ud800", "\\udc00", "\\ud800x", "\\ud800\\ud800"}) {
      ObjectNode parsed = CanonicalJson.parse(Vectors.utf8("{\"a\":\"" + text + "\"}"));
      assertThatThrownBy(() -> CanonicalJson.bytes(parsed))
          .as(text)
          .isInstanceOf(InvalidJsonException.class);
    }
  }

  @Test
  @DisplayName("has no form for what is not JSON")
  void notJsonNodes() {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("a", new byte[] {1});

    assertThatThrownBy(() -> CanonicalJson.bytes(node)).isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(
            () ->
                CanonicalJson.lenientBytes(
                    JsonNodeFactory.instance.numberNode(Double.POSITIVE_INFINITY)))
        .isInstanceOf(InvalidJsonException.class);
  }

  @Test
  @DisplayName("does not quote the input in its errors")
  void errorsKeepSecrets() {
    assertThatThrownBy(() -> CanonicalJson.parse(Vectors.utf8("{\"a\":secret}")))
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  private static String canonical(String json) {
    return Vectors.text(CanonicalJson.bytes(CanonicalJson.parse(Vectors.utf8(json))));
  }

  private static String nested(int depth) {
    return "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
  }

  private static byte[] concat(String before, byte[] middle, String after) {
    return HexFormat.of()
        .parseHex(
            HexFormat.of().formatHex(before.getBytes(StandardCharsets.US_ASCII))
                + HexFormat.of().formatHex(middle)
                + HexFormat.of().formatHex(after.getBytes(StandardCharsets.US_ASCII)));
  }
}
