package dev.burdock.tests.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Makes JSON out of JSON: every value may become one of another kind, any member go or be added.
 */
final class JsonMutator {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> NAMES =
      List.of(
          "events",
          "rooms",
          "join",
          "content",
          "unsigned",
          "msc4354_sticky",
          "sticky",
          "duration_ms",
          "msc4354_sticky_key",
          "state_key",
          "event_id",
          "room_id",
          "redacts",
          "membership",
          "next_batch",
          "extensions",
          "signatures",
          "a\"b\\c",
          "\u0000",
          "");

  private final RandomGenerator random;

  JsonMutator(RandomGenerator random) {
    this.random = random;
  }

  /** Some change of a JSON object or array; empty when the bytes are none. */
  Optional<byte[]> mutated(byte[] input) {
    return Json.tree(input).filter(JsonNode::isContainerNode).map(this::mutated);
  }

  private byte[] mutated(JsonNode root) {
    List<JsonNode> containers = new ArrayList<>();
    collect(root, containers);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      change(containers.get(random.nextInt(containers.size())));
    }
    return Json.bytes(root);
  }

  private void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private void change(JsonNode container) {
    if (container instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name =
          names.isEmpty() || random.nextInt(5) == 0
              ? NAMES.get(random.nextInt(NAMES.size()))
              : names.get(random.nextInt(names.size()));
      if (random.nextInt(6) == 0) {
        object.remove(name);
      } else {
        object.set(name, value());
      }
    } else if (container instanceof ArrayNode array) {
      if (array.isEmpty() || random.nextInt(3) == 0) {
        array.add(value());
      } else {
        array.set(random.nextInt(array.size()), value());
      }
    }
  }

  private JsonNode value() {
    return switch (random.nextInt(12)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(random.nextLong() >> random.nextInt(64));
      case 3 -> NODES.numberNode(BigInteger.ONE.shiftLeft(64 + random.nextInt(100)));
      case 4 -> NODES.numberNode(random.nextDouble() * 1e9);
      case 5 -> NODES.objectNode();
      case 6 -> NODES.arrayNode();
      case 7 -> NODES.arrayNode().add(NODES.objectNode().put("event_id", "$x"));
      case 8 -> NODES.objectNode().set("events", NODES.arrayNode().add(1));
      case 9 -> NODES.textNode("@u:" + random.nextInt(3) + ".example");
      case 10 -> NODES.textNode("\"\\\u0007\u2028\uD83D\uDE00");
      default -> NODES.textNode("");
    };
  }
}
