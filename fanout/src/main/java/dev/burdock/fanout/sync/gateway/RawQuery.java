package dev.burdock.fanout.sync.gateway;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** Changes of single parameters in a request's URI; the others stay byte for byte. */
final class RawQuery {
  private RawQuery() {}

  /**
   * The URI with other values of parameters.
   *
   * @param change gives the new value out of name and value, both decoded; the same value for none
   */
  static String map(String uri, BinaryOperator<String> change) {
    int mark = uri.indexOf('?');
    return mark < 0
        ? uri
        : uri.substring(0, mark + 1)
            + Arrays.stream(uri.substring(mark + 1).split("&", -1))
                .map(parameter -> changed(parameter, change))
                .collect(Collectors.joining("&"));
  }

  /** The first value of a parameter, decoded; null when it has none. */
  static String value(String uri, String name) {
    String[] found = new String[1];
    map(
        uri,
        (other, value) -> {
          if (found[0] == null && other.equals(name)) {
            found[0] = value;
          }
          return value;
        });
    return found[0];
  }

  /** The URI with one value of a parameter, whether it had any or not. */
  static String with(String uri, String name, String value) {
    boolean[] found = {false};
    String changed =
        map(
            uri,
            (other, old) -> {
              found[0] |= other.equals(name);
              return other.equals(name) ? value : old;
            });
    return found[0]
        ? changed
        : uri + (uri.indexOf('?') < 0 ? "?" : "&") + name + "=" + encoded(value);
  }

  /** A number that is not larger than {@code max}; a text that is none stays. */
  static String atMost(long max, String value) {
    try {
      return Long.parseLong(value) > max ? Long.toString(max) : value;
    } catch (NumberFormatException e) {
      return value;
    }
  }

  private static String changed(String parameter, BinaryOperator<String> change) {
    int equals = parameter.indexOf('=');
    if (equals < 0) {
      return parameter;
    }
    try {
      String value = decoded(parameter.substring(equals + 1));
      String other = change.apply(decoded(parameter.substring(0, equals)), value);
      return other.equals(value) ? parameter : parameter.substring(0, equals + 1) + encoded(other);
    } catch (IllegalArgumentException e) {
      return parameter;
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
