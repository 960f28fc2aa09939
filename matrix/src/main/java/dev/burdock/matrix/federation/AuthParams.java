package dev.burdock.matrix.federation;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the parameters of an {@code Authorization} header (RFC 9110, section 11.2): {@code
 * name=token} or {@code name="quoted"}, separated by commas. Tokens may hold any character but
 * space and comma, as servers in the field write them.
 */
final class AuthParams {
  private final String text;
  private int at;

  private AuthParams(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /**
   * The parameters by lower-case name.
   *
   * @throws InvalidAuthorizationException if the scheme is another, the form is wrong or a
   *     parameter comes twice
   */
  static Map<String, String> parse(String header, String scheme) {
    int space = scheme.length();
    if (header == null
        || header.length() <= space
        || !header.regionMatches(true, 0, scheme, 0, space)
        || !isSpace(header.charAt(space))) {
      throw new InvalidAuthorizationException("authorization: not of scheme " + scheme);
    }
    return new AuthParams(header, space).params();
  }

  private Map<String, String> params() {
    Map<String, String> params = new HashMap<>();
    skipSpaceAndCommas();
    while (at < text.length()) {
      String name = name();
      if (params.putIfAbsent(name, value()) != null) {
        throw new InvalidAuthorizationException("authorization: a parameter comes twice");
      }
      skipSpace();
      if (at < text.length() && text.charAt(at) != ',') {
        throw malformed();
      }
      skipSpaceAndCommas();
    }
    return params;
  }

  private String name() {
    int start = at;
    while (at < text.length() && text.charAt(at) != '=' && !isSpace(text.charAt(at))) {
      if (text.charAt(at) == ',' || text.charAt(at) == '"') {
        throw malformed();
      }
      at++;
    }
    String name = text.substring(start, at).toLowerCase(Locale.ROOT);
    skipSpace();
    if (name.isEmpty() || at == text.length() || text.charAt(at) != '=') {
      throw malformed();
    }
    at++;
    skipSpace();
    return name;
  }

  private String value() {
    return at < text.length() && text.charAt(at) == '"' ? quoted() : token();
  }

  private String token() {
    int start = at;
    while (at < text.length() && text.charAt(at) != ',' && !isSpace(text.charAt(at))) {
      if (text.charAt(at) == '"') {
        throw malformed();
      }
      at++;
    }
    return text.substring(start, at);
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      }
      if (c == '\\') {
        at++;
        if (at == text.length()) {
          break;
        }
        c = text.charAt(at);
      }
      value.append(c);
    }
    throw malformed();
  }

  private void skipSpace() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private void skipSpaceAndCommas() {
    while (at < text.length() && (isSpace(text.charAt(at)) || text.charAt(at) == ',')) {
      at++;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private static InvalidAuthorizationException malformed() {
    return new InvalidAuthorizationException("authorization: malformed parameters");
  }
}
