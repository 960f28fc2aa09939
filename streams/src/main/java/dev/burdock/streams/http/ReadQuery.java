package dev.burdock.streams.http;

import dev.burdock.streams.state.Reads;
import io.vertx.core.MultiMap;
import java.util.function.LongPredicate;

/**
 * What a read of a room asks for.
 *
 * @param after the page begins behind it
 * @param limit events at most, 1 to 1,000
 * @param atLeast offset that must have been applied; -1 when any state will do
 */
record ReadQuery(Reads.After after, int limit, long atLeast) {
  private static final int MAX_LIMIT = 1_000;

  /**
   * Reads the query parameters.
   *
   * @throws IllegalArgumentException naming the parameter, its value and what is expected
   */
  static ReadQuery of(MultiMap parameters) {
    long limit =
        number("limit", parameters.get("limit"), 100, n -> n >= 1 && n <= MAX_LIMIT, "1 to 1000");
    long atLeast = number("at_least", parameters.get("at_least"), -1, n -> n >= -1, "an offset");
    return new ReadQuery(after(parameters.get("after")), (int) limit, atLeast);
  }

  /**
   * Whose room or user is asked for. Ids are opaque, and no part of a path: one that says {@code
   * /../} would be another path.
   *
   * @throws IllegalArgumentException naming the parameter, when it is missing
   */
  static String id(String name, MultiMap parameters) {
    String id = parameters.get(name);
    if (id == null || id.isEmpty()) {
      throw invalid(name, "missing", "an id");
    }
    return id;
  }

  private static Reads.After after(String text) {
    if (text == null) {
      return Reads.After.START;
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != 2) {
      throw invalid("after", text, "<offset>.<index>");
    }
    long offset = number("after", parts[0], -1, n -> n >= 0, "<offset>.<index>");
    long index =
        number("after", parts[1], -1, n -> n >= 0 && n <= Integer.MAX_VALUE, "<offset>.<index>");
    return new Reads.After(offset, (int) index);
  }

  private static long number(
      String name, String text, long otherwise, LongPredicate bound, String expected) {
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (bound.test(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw invalid(name, text, expected);
    }
    throw invalid(name, text, expected);
  }

  private static IllegalArgumentException invalid(String name, String text, String expected) {
    return new IllegalArgumentException(name + ": " + text + " (expected: " + expected + ")");
  }
}
