package dev.burdock.matrix.json;

import static dev.burdock.matrix.Vectors.text;
import static dev.burdock.matrix.Vectors.tree;
import static dev.burdock.matrix.Vectors.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonEditsTest {
  @Test
  void members_are_replaced_removed_and_added() {
    JsonSpan root = span("{\"a\": 1,\"b\":2 ,\"c\":3}");

    byte[] edited =
        new JsonEdits(root).members(root, Set.of("a"), Map.of("b", utf8("true"))).apply();

    assertThat(tree(text(edited))).isEqualTo(tree("{\"b\":true,\"c\":3}"));
  }

  @Test
  void a_member_is_added_without_touching_the_others() {
    JsonSpan empty = span("{ }");
    JsonSpan full = span("{ \"a\" :1.0}");
    Map<String, byte[]> added = Map.of("n\"", utf8("[]"));

    assertThat(text(new JsonEdits(empty).members(empty, Set.of(), added).apply()))
        .isEqualTo("{\"n\\\"\":[] }");
    assertThat(text(new JsonEdits(full).members(full, Set.of(), added).apply()))
        .isEqualTo("{\"n\\\"\":[], \"a\" :1.0}");
  }

  @Test
  void edits_in_several_places_leave_what_is_between_them() {
    JsonSpan root = span(" {\"b\": {\"x\":1}, \"a\" :[ 2 ] } ");

    byte[] edited =
        new JsonEdits(root)
            .replace(root.get("a").orElseThrow(), utf8("null"))
            .members(root.get("b").orElseThrow(), Set.of("x"), Map.of())
            .apply();

    assertThat(text(edited)).isEqualTo(" {\"b\": {}, \"a\" :null } ");
  }

  private static JsonSpan span(String text) {
    return JsonSpan.of(utf8(text));
  }

  @Test
  void a_member_that_is_set_is_replaced_whatever_it_is_or_added() {
    JsonSpan root = span("{\"a\":5,\"b\":{}}");

    JsonEdits edits = new JsonEdits(root).set(root, "a", utf8("[]")).set(root, "c", utf8("1"));

    assertThat(text(edits.apply())).isEqualTo("{\"c\":1,\"a\":[],\"b\":{}}");
  }

  @Test
  void half_a_surrogate_pair_is_quoted_as_an_escape() {
    assertThat(text(JsonEdits.quoted("a\ud800\"\ud83d\ude00\udc00")))
        .isEqualTo("\"a\\ud800\\\"\ud83d\ude00\\udc00\"");
  }
}
