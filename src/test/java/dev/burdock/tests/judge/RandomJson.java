package dev.burdock.tests.judge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random objects that canonical JSON allows: integers within ±(2^53-1), any text, no fractions. */
final class RandomJson {
  private static final long MAX = (1L << 53) - 1;
  private static final List<String> ODD_TEXTS =
      List.of(
          "",
          "\u0000",
          "\"\\/\b\f\n\r\t",
          "\u007f\u0080",
          "日本語",
          "\uD83D\uDE00",
          "\uFFFF",
          "\u2028",
          "~ ~");

  private final RandomGenerator random;

  RandomJson(RandomGenerator random) {
    this.random = random;
  }

  ObjectNode object(int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int i = random.nextInt(6); i > 0; i--) {
      put(object, text(), depth);
    }
    return object;
  }

  private void put(ObjectNode object, String key, int depth) {
    switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> object.put(key, random.nextLong(-MAX, MAX + 1));
      case 1 -> object.put(key, text());
      case 2 -> object.put(key, random.nextBoolean());
      case 3 -> object.putNull(key);
      case 4 -> object.set(key, object(depth - 1));
      default -> {
        ArrayNode array = object.putArray(key);
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(object(depth - 1));
        }
      }
    }
  }

  private String text() {
    return random.nextInt(4) == 0
        ? ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()))
        : Long.toString(random.nextLong(), 36) + ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()));
  }
}
