package dev.burdock.ingest.domain;

import static dev.burdock.ingest.testing.Events.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.burdock.ingest.testing.RandomJson;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.json.InvalidJsonException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSlicesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void every_element_keeps_the_bytes_in_which_it_came() {
    List<String> elements =
        texts(
            JsonSlices.elements(
                utf8(" [ {\"a\" : 1.0e2} ,\"gr\u00fcn\\u0041\", [ 1 ],-0,null ] ")));

    assertThat(elements)
        .containsExactly("{\"a\" : 1.0e2}", "\"gr\u00fcn\\u0041\"", "[ 1 ]", "-0", "null");
  }

  @Test
  void every_member_keeps_the_bytes_in_which_it_came() {
    var members = JsonSlices.members(utf8("{\"a\": {\"b\" :[ ]} ,\"c\":\"d\"}"));

    assertThat(members.keySet()).containsExactly("a", "c");
    assertThat(texts(List.copyOf(members.values()))).containsExactly("{\"b\" :[ ]}", "\"d\"");
  }

  @Test
  void neither_depth_nor_long_numbers_spoil_the_neighbours() {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    String digits = "9".repeat(5_000);

    List<String> elements = texts(JsonSlices.elements(utf8("[1," + deep + "," + digits + ",2]")));

    assertThat(elements).containsExactly("1", deep, digits, "2");
  }

  @Test
  void any_json_is_cut_where_its_elements_begin_and_end() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RandomJson json = new RandomJson(random);
    for (int i = 0; i < 2_000; i++) {
      JsonNode array = JSON.createArrayNode().add(json.value(4)).add(json.object(4));
      byte[] bytes =
          random.nextBoolean()
              ? JSON.writeValueAsBytes(array)
              : JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(array);

      List<RawJson> elements = JsonSlices.elements(bytes);

      assertThat(elements).as("seed %d", seed).hasSize(2);
      for (int element = 0; element < 2; element++) {
        assertThat(JSON.readTree(elements.get(element).bytes()).toString())
            .as("seed %d", seed)
            .isEqualTo(array.get(element).toString());
      }
    }
  }

  @Test
  void any_bytes_are_cut_or_refused_with_an_error_of_the_protocol() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] alphabet = utf8("{}[]\",:\\0e-. nulltrfas\u00fc\ud83e\udd94");
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(30)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = alphabet[random.nextInt(alphabet.length)];
      }
      try {
        JsonSlices.members(bytes);
        JSON.readTree(bytes); // what is cut is JSON
      } catch (MatrixException e) {
        assertThat(e.errcode()).as("seed %d", seed).isIn("M_NOT_JSON", "M_BAD_JSON");
      } catch (java.io.IOException e) {
        throw new AssertionError(
            "seed " + seed + ": took " + new String(bytes, StandardCharsets.UTF_8), e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "[1", "[1}", "[] []", "[1,]", "[,]", "\u0000[]", "\ufeff[]"})
  void what_is_not_json_is_refused(String text) {
    assertThatThrownBy(() -> JsonSlices.elements(utf8(text)))
        .isInstanceOfSatisfying(
            InvalidJsonException.class, e -> assertThat(e.errcode()).isEqualTo("M_NOT_JSON"));
  }

  @Test
  void json_of_another_form_is_refused() {
    assertThatThrownBy(() -> JsonSlices.members(utf8("[]")))
        .isInstanceOfSatisfying(
            InvalidJsonException.class, e -> assertThat(e.errcode()).isEqualTo("M_BAD_JSON"));
    assertThatThrownBy(() -> JsonSlices.elements(utf8("{}")))
        .isInstanceOfSatisfying(
            InvalidJsonException.class, e -> assertThat(e.errcode()).isEqualTo("M_BAD_JSON"));
  }

  private static List<String> texts(List<RawJson> slices) {
    return slices.stream().map(raw -> new String(raw.bytes(), StandardCharsets.UTF_8)).toList();
  }
}
