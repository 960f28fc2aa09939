package dev.burdock.tests.fuzz;

import static dev.burdock.tests.fuzz.Refusals.unless;
import static dev.burdock.tests.fuzz.Texts.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.json.EventJson;
import dev.burdock.matrix.json.InvalidJsonException;
import java.util.List;
import java.util.Optional;

/** JSON that is read, written in its canonical form, and edited as it came. */
final class JsonSurfaces {
  private static final String MEMBER = "msc4354_sticky_duration_ttl_ms";

  private JsonSurfaces() {}

  static List<Surface> all() {
    List<byte[]> seeds =
        utf8(
            "{\"type\":\"x\",\"content\":{\"a\":[1,{},\"\\u00e9\",-0,1.5e3]},\"unsigned\":{\"age\":1}}",
            " { \"unsigned\" : { \"" + MEMBER + "\" : 5 , \"a\":[[]] } , \"b\" : null } ",
            "{\"\\u0075nsigned\":{\"msc4354\\u005fsticky_duration_ttl_ms\":1},\"z\":\"\\\\\\\"\"}");
    return List.of(
        new Surface("canonical-json", seeds, JsonSurfaces::canonical),
        new Surface("event-json", seeds, JsonSurfaces::edited));
  }

  private static void canonical(byte[] input) throws Exception {
    Optional<ObjectNode> parsed =
        unless(InvalidJsonException.class, () -> CanonicalJson.parse(input));
    Json.tree(input)
        .filter(JsonNode::isObject)
        .ifPresent(tree -> assertThat(parsed).as("what Jackson takes").contains((ObjectNode) tree));
    if (parsed.isEmpty()) {
      return;
    }
    Optional<byte[]> lenient =
        unless(InvalidJsonException.class, () -> CanonicalJson.lenientBytes(parsed.get()));
    if (lenient.isPresent()) {
      assertThat(CanonicalJson.lenientBytes(CanonicalJson.parse(lenient.get())))
          .as("its own canonical form")
          .isEqualTo(lenient.get());
    }
    Optional<byte[]> strict =
        unless(InvalidJsonException.class, () -> CanonicalJson.bytes(parsed.get()));
    if (strict.isPresent()) {
      assertThat(lenient).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(strict.get()));
      assertThat(CanonicalJson.parse(strict.get())).isEqualTo(parsed.get());
    }
  }

  private static void edited(byte[] input) throws Exception {
    Optional<byte[]> with =
        unless(InvalidJsonException.class, () -> EventJson.withUnsigned(input, MEMBER, 7));
    Optional<byte[]> without =
        unless(InvalidJsonException.class, () -> EventJson.withoutUnsigned(input, MEMBER));
    Optional<ObjectNode> tree =
        Json.tree(input).filter(JsonNode::isObject).map(ObjectNode.class::cast);
    if (tree.isEmpty()) {
      return;
    }
    ObjectNode expected = tree.get().deepCopy();
    ObjectNode unsigned =
        expected.path("unsigned").isObject()
            ? (ObjectNode) expected.get("unsigned")
            : expected.putObject("unsigned");
    unsigned.put(MEMBER, 7);
    assertThat(Json.tree(with.orElseThrow())).contains(expected);
    unsigned.remove(MEMBER);
    assertThat(Json.tree(without.orElseThrow()))
        .contains(tree.get().path("unsigned").isObject() ? expected : tree.get());
  }
}
