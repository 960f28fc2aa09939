package dev.burdock.matrix.json;

import static dev.burdock.matrix.Vectors.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSpanTest {
  @Test
  void values_are_found_behind_what_stands_before_them() {
    JsonSpan root = span(" {\"a\":{\"}\":[1,{\"x\":\"\\\"]\"}]} , \"b\\u0063\" : {\"d\":\"é\"} }");

    assertThat(root.at("bc", "d").map(JsonSpan::text)).contains("é");
    assertThat(root.at("a", "}").orElseThrow().elements()).hasSize(2);
    assertThat(root.at("a", "nothing")).isEmpty();
  }

  @Test
  void every_element_keeps_the_bytes_in_which_it_came() {
    JsonSpan array = span(" [ {\"a\" : 1.0e2} ,\"gr\u00fcn\\u0041\", [ 1 ],-0,null ] ");

    assertThat(texts(array.array().elements()))
        .containsExactly("{\"a\" : 1.0e2}", "\"gr\u00fcn\\u0041\"", "[ 1 ]", "-0", "null");
  }

  @Test
  void every_member_keeps_the_bytes_in_which_it_came() {
    List<JsonSpan.Member> members = span("{\"a\": {\"b\" :[ ]} ,\"c\":\"d\"}").object().members();

    assertThat(members.stream().map(JsonSpan.Member::name)).containsExactly("a", "c");
    assertThat(texts(members.stream().map(JsonSpan.Member::value).toList()))
        .containsExactly("{\"b\" :[ ]}", "\"d\"");
  }

  @Test
  void of_a_name_that_repeats_the_last_counts_however_it_is_spelled() {
    JsonSpan root = span("{\"a\":1,\"b\":2,\"\\u0061\":3}");

    assertThat(root.get("a").map(JsonSpan::raw)).contains("3");
    assertThat(root.get("\\u0061")).isEmpty();
    assertThat(root.members().stream().map(JsonSpan.Member::name)).containsExactly("a", "b", "a");
  }

  @Test
  void neither_depth_nor_long_numbers_spoil_the_neighbours() {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    String digits = "9".repeat(5_000);

    List<String> elements = texts(span("[1," + deep + "," + digits + ",2]").elements());

    assertThat(elements).containsExactly("1", deep, digits, "2");
  }

  @Test
  void the_deepest_nesting_that_fits_into_a_body_is_walked_over() {
    String deep = "[{\"a\":".repeat(1_000_000) + "{}" + "}]".repeat(1_000_000);

    assertThat(span(deep).elements()).hasSize(1);
    assertThatThrownBy(() -> span(deep.substring(0, deep.length() - 1) + "}"))
        .isInstanceOf(InvalidJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1,", "{\"a\"}", "\"x", "{\"a\":}", "nonsense?", "{1:2}\\"})
  void what_is_cut_off_is_refused(String text) {
    assertThatThrownBy(() -> span(text)).isInstanceOf(InvalidJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1",
        "[1}",
        "[] []",
        "[1,]",
        "[,]",
        "\u0000[]",
        "\ufeff[]",
        "{\"a\":1,}",
        "[01]",
        "[1.]",
        "[.5]",
        "[+1]",
        "[-]",
        "[1e]",
        "[tru]",
        "[truex]",
        "[NaN]",
        "['a']",
        "[\"\\x\"]",
        "[\"\\u00g0\"]",
        "[\"\u0001\"]",
        "[\"\n\"]",
        "[1]/**/",
        "{a:1}",
        "[1 2]"
      })
  void what_is_not_json_is_refused(String text) {
    assertThatThrownBy(() -> span(text))
        .isInstanceOfSatisfying(
            InvalidJsonException.class, e -> assertThat(e.errcode()).isEqualTo("M_NOT_JSON"));
  }

  @Test
  void json_of_another_form_is_refused_where_a_form_is_asked_for() {
    assertThatThrownBy(() -> span("[]").object())
        .isInstanceOfSatisfying(
            InvalidJsonException.class, e -> assertThat(e.errcode()).isEqualTo("M_BAD_JSON"));
    assertThatThrownBy(() -> span("{}").array())
        .isInstanceOfSatisfying(
            InvalidJsonException.class, e -> assertThat(e.errcode()).isEqualTo("M_BAD_JSON"));
  }

  private static List<String> texts(List<JsonSpan> spans) {
    return spans.stream().map(JsonSpan::raw).toList();
  }

  private static JsonSpan span(String text) {
    return JsonSpan.of(utf8(text));
  }
}
