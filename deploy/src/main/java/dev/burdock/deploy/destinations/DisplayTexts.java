package dev.burdock.deploy.destinations;

import java.time.Instant;

/** Times and texts of strangers as a person reads them on a terminal. */
final class DisplayTexts {
  /** What may be called at any moment. */
  static final String DUE = "due";

  private static final String NONE = "-";

  private DisplayTexts() {}

  /** The two largest units of a time, such as {@code 3 h 12 min}. */
  static String duration(long ms) {
    long seconds = Math.max(0, ms) / 1_000;
    long minutes = seconds / 60;
    long hours = minutes / 60;
    if (minutes == 0) {
      return seconds + " s";
    } else if (hours == 0) {
      return units(minutes, "min", seconds % 60, "s");
    }
    return hours < 24
        ? units(hours, "h", minutes % 60, "min")
        : units(hours / 24, "d", hours % 24, "h");
  }

  /** How long ago {@code ts} was; a dash for 0. */
  static String ago(long ts, long now) {
    return ts == 0 ? NONE : duration(now - ts) + " ago";
  }

  /** When {@code ts} comes; {@code due} when it has come, a dash for 0. */
  static String in(long ts, long now) {
    if (ts == 0) {
      return NONE;
    }
    return ts <= now ? DUE : "in " + duration(ts - now);
  }

  /** The time in UTC, to the second. */
  static String at(long ts) {
    return Instant.ofEpochMilli(ts).minusMillis(Math.floorMod(ts, 1_000)).toString();
  }

  /** One line, safe for a terminal: what is not a visible character is a question mark. */
  static String visible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(hidden(c) ? '?' : c));
    return out.toString();
  }

  /** At most {@code most} characters, and an ellipsis for the rest. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "…";
  }

  private static boolean hidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static String units(long large, String largeUnit, long small, String smallUnit) {
    String text = large + " " + largeUnit;
    return small == 0 ? text : text + " " + small + " " + smallUnit;
  }
}
