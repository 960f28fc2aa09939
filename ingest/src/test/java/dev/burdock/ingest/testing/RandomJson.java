package dev.burdock.ingest.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/** JSON of any form, with the names of the protocol strewn in. */
public final class RandomJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> NAMES =
      List.of(
          "event_id",
          "room_id",
          "sender",
          "type",
          "state_key",
          "origin_server_ts",
          "content",
          "unsigned",
          "redacts",
          "membership",
          "msc4354_sticky",
          "sticky",
          "duration_ms",
          "sticky_key",
          "msc4354_sticky_key",
          "events",
          "event",
          "pdu",
          "room_version",
          "x",
          "",
          "gr\u00fcn",
          "\"quoted\"");
  private static final List<String> TEXTS =
      List.of(
          "$event",
          "!room:hs1.example",
          "@ada:hs1.example",
          "m.room.member",
          "m.room.redaction",
          "m.room.power_levels",
          "m.room.create",
          "join",
          "",
          "\ud83e\udd94",
          "\u0000",
          "a\\b\"c\n");

  private final Random random;

  public RandomJson(Random random) {
    this.random = random;
  }

  /** Any value. */
  public JsonNode value(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> JSON.textNode(pick(TEXTS));
      case 1 -> JSON.numberNode(random.nextLong());
      case 2 -> JSON.numberNode(random.nextInt(10) - 2);
      case 3 -> JSON.numberNode(new BigInteger(200, random));
      case 4 -> JSON.numberNode(random.nextDouble());
      case 5 -> random.nextBoolean() ? JSON.booleanNode(random.nextBoolean()) : JSON.nullNode();
      case 6 -> array(depth - 1);
      default -> object(depth - 1);
    };
  }

  /** Any object. */
  public ObjectNode object(int depth) {
    ObjectNode object = JSON.objectNode();
    for (int i = random.nextInt(6); i > 0; i--) {
      object.set(pick(NAMES), value(depth));
    }
    return object;
  }

  /** A copy of an event with one thing in it changed, removed or added. */
  public ObjectNode mutated(ObjectNode event) {
    ObjectNode mutated = event.deepCopy();
    if (random.nextBoolean() && !mutated.isEmpty()) {
      List<String> present = List.copyOf(mutated.propertyStream().map(e -> e.getKey()).toList());
      String name = pick(present);
      if (random.nextBoolean()) {
        mutated.remove(name);
      } else {
        mutated.set(name, value(2));
      }
    } else {
      mutated.set(pick(NAMES), value(2));
    }
    return mutated;
  }

  private ArrayNode array(int depth) {
    ArrayNode array = JSON.arrayNode();
    for (int i = random.nextInt(4); i > 0; i--) {
      array.add(value(depth));
    }
    return array;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
