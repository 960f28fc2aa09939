package dev.burdock.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/** Random JSON from a seed: mostly wild, but with the member names that the protocol looks at. */
public final class RandomJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> NAMES =
      List.of(
          "unsigned",
          "content",
          "type",
          "sender",
          "room_id",
          "event_id",
          "state_key",
          "hashes",
          "sha256",
          "signatures",
          "domain",
          "ed25519:1",
          "origin_server_ts",
          "msc4354_sticky",
          "sticky",
          "duration_ms",
          "membership",
          "third_party_invite",
          "signed",
          "server_name",
          "verify_keys",
          "old_verify_keys",
          "valid_until_ts",
          "key",
          "expired_ts",
          "m.server",
          "join_authorised_via_users_server",
          "msc4354_sticky_key",
          "ttl");
  private static final List<String> TEXTS =
      List.of(
          "",
          "m.room.member",
          "m.room.create",
          "@a:domain",
          "!r:domain",
          "$e:domain",
          "invite",
          "domain",
          "\"",
          "\\",
          "{\"unsigned\":{\"ttl\":1}}",
          "\\u0022",
          "]}",
          "日本",
          "\uD83D\uDE00",
          "\uE000",
          "\u0000\u001f",
          "ed25519:1",
          "XGX0JRS2Af3be3knz2fBiRbApjm2Dh61gXDJA8kcJNI",
          "\uD800");

  private final Random random;

  public RandomJson(long seed) {
    random = new Random(seed);
  }

  /** An object of up to six members. */
  public ObjectNode object() {
    return object(0);
  }

  /** Any value. */
  public JsonNode value() {
    return value(0);
  }

  /** Text in which white space may stand wherever JSON allows it. */
  public String spelled(JsonNode node) {
    StringBuilder out = new StringBuilder();
    spell(node, out);
    return out.append(space()).toString().replaceAll("\uD800(?![\uDC00-\uDFFF])", "\\\\ud800");
  }

  /** A text of the protocol's favourites. */
  public String text() {
    return random.nextInt(4) == 0 ? name() + random.nextInt(10) : pick(TEXTS);
  }

  public Random random() {
    return random;
  }

  private ObjectNode object(int depth) {
    ObjectNode object = NODES.objectNode();
    for (int i = random.nextInt(7); i > 0; i--) {
      object.set(name(), value(depth + 1));
    }
    return object;
  }

  private JsonNode value(int depth) {
    return switch (random.nextInt(depth < 4 ? 10 : 7)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(random.nextLong() >> random.nextInt(64));
      case 3 -> NODES.numberNode(new BigInteger(90, random).negate());
      case 4 -> NODES.numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
      case 5, 6 -> NODES.textNode(text());
      case 7 -> array(depth);
      default -> object(depth);
    };
  }

  private ArrayNode array(int depth) {
    ArrayNode array = NODES.arrayNode();
    for (int i = random.nextInt(5); i > 0; i--) {
      array.add(value(depth + 1));
    }
    return array;
  }

  private void spell(JsonNode node, StringBuilder out) {
    out.append(space());
    if (node.isContainerNode()) {
      out.append(node.isObject() ? '{' : '[');
      String comma = "";
      if (node.isObject()) {
        for (var member : node.properties()) {
          out.append(comma)
              .append(space())
              .append(NODES.textNode(member.getKey()))
              .append(space())
              .append(':');
          spell(member.getValue(), out);
          comma = space() + ",";
        }
      } else {
        for (JsonNode element : node) {
          out.append(comma);
          spell(element, out);
          comma = space() + ",";
        }
      }
      out.append(space()).append(node.isObject() ? '}' : ']');
    } else {
      out.append(node);
    }
  }

  private String space() {
    return random.nextInt(3) > 0 ? "" : pick(List.of(" ", "\n", "\t", "\r\n  "));
  }

  private String name() {
    return random.nextInt(5) == 0 ? "k" + random.nextInt(20) : pick(NAMES);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
