package dev.burdock.schemas.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One configuration key: its public name, how its text is read, and what is said of it in {@code
 * docs/config.md}.
 *
 * @param name the key, {@code burdock.<module>.<words>}
 * @param type what a value is: {@code string}, {@code secret}, {@code integer}, {@code boolean},
 *     {@code list}
 * @param defaultText the text read when nothing is configured; null when the key is required
 * @param expected the bound, as error messages and the docs show it
 * @param doc one sentence with the unit
 * @param reader reads a text; throws {@link IllegalArgumentException} for one outside of the bound
 */
public record Key<T>(
    String name,
    String type,
    String defaultText,
    String expected,
    String doc,
    Function<String, T> reader) {

  /** A text; an empty default means that the feature it names is off. */
  public static Key<String> string(String name, String defaultText, String doc) {
    return new Key<>(name, "string", defaultText, "a text", doc, Function.identity());
  }

  /** A text that is never printed. */
  public static Key<String> secret(String name, String defaultText, String doc) {
    return new Key<>(name, "secret", defaultText, "a secret text", doc, Function.identity());
  }

  /** A whole number from {@code min} to {@code max}, both included. */
  public static Key<Long> integer(String name, long defaultValue, long min, long max, String doc) {
    return new Key<>(
        name,
        "integer",
        Long.toString(defaultValue),
        min + " to " + max,
        doc,
        text -> bounded(Long.parseLong(text), min, max));
  }

  /** {@code true} or {@code false}. */
  public static Key<Boolean> bool(String name, boolean defaultValue, String doc) {
    return new Key<>(
        name, "boolean", Boolean.toString(defaultValue), "true or false", doc, Key::strictBoolean);
  }

  /** Texts separated by commas; blank ones are left out. */
  public static Key<List<String>> list(String name, String defaultText, String doc) {
    return new Key<>(name, "list", defaultText, "texts separated by commas", doc, Key::split);
  }

  /** One of the constants of {@code type}, in lower case with dashes. */
  public static <E extends Enum<E>> Key<E> choice(
      String name, E defaultValue, Class<E> type, String doc) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Key::text).toList();
    return new Key<>(
        name,
        "choice",
        text(defaultValue),
        String.join(", ", names),
        doc,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> text(constant).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
  }

  /**
   * The name of the environment variable that sets this key: upper case, dots and dashes as {@code
   * _}.
   */
  public String environmentName() {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static long bounded(long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  private static boolean strictBoolean(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException();
    };
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }
}
