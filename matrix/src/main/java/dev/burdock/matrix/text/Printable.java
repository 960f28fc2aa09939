package dev.burdock.matrix.text;

import java.util.List;

/**
 * Makes a text of strangers fit for one line of a log: nothing in it begins a line of its own,
 * moves a cursor or turns the direction of writing, and no access token is in it. In time linear in
 * the text.
 */
public final class Printable {
  /** What stands before a secret; it ends at the first character that no token has. */
  private static final List<String> BEFORE_SECRETS = List.of("access_token=", "Bearer ", "bearer ");

  private static final String MASK = "…";

  private Printable() {}

  /** The text with what would harm a line written as Java writes it. */
  public static String of(String text) {
    String masked = masked(text);
    if (masked.chars().allMatch(Printable::isHarmless)) {
      return masked;
    }
    StringBuilder out = new StringBuilder(masked.length() + 16);
    masked.chars().forEach(c -> append(out, (char) c));
    return out.toString();
  }

  /**
   * The same of at most {@code length} characters of it.
   *
   * @param length more than 0
   */
  public static String of(String text, int length) {
    return text.length() <= length ? of(text) : of(text.substring(0, length)) + MASK;
  }

  private static String masked(String text) {
    String masked = text;
    for (String before : BEFORE_SECRETS) {
      masked = masked(masked, before);
    }
    return masked;
  }

  private static String masked(String text, String before) {
    int found = text.indexOf(before);
    if (found < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    while (found >= 0) {
      int secret = found + before.length();
      int end = endOfSecret(text, secret);
      out.append(text, from, secret).append(end > secret ? MASK : "");
      from = end;
      found = text.indexOf(before, end);
    }
    return out.append(text, from, text.length()).toString();
  }

  private static int endOfSecret(String text, int from) {
    int end = from;
    while (end < text.length() && " &\"'<>,;\n\r\t".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static void append(StringBuilder out, char c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (isHarmless(c)) {
          out.append(c);
        } else {
          out.append(String.format("\\u%04x", (int) c));
        }
      }
    }
  }

  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
