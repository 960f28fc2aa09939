package dev.burdock.http.domain;

import java.util.Locale;
import java.util.Optional;

/**
 * The head of one request, line by line: refuses what two readers could read differently (RFC 9112,
 * 3 and 6), and says how long the body is.
 */
final class RequestHead {
  /** The length of a body that comes in chunks. */
  static final long CHUNKED = -1;

  private static final int MAX_FIELDS = 100;
  private static final int MAX_LENGTH_DIGITS = 15;

  private final TargetForm form;
  private String version;
  private int fields;
  private int hosts;
  private long length;
  private boolean lengthGiven;
  private boolean chunked;

  RequestHead(TargetForm form) {
    this.form = form;
  }

  /** Reads {@code METHOD target HTTP/1.x}. */
  Optional<Refusal> requestLine(String line) {
    int first = line.indexOf(' ');
    int second = line.indexOf(' ', first + 1);
    if (first <= 0 || second < 0 || !line.chars().limit(first).allMatch(Ascii::isToken)) {
      return Optional.of(Refusal.malformed("request line: expected method, target, version"));
    }
    String target = line.substring(first + 1, second);
    if (!target.chars().allMatch(Ascii::isVisible)) {
      return Optional.of(Refusal.malformed("target: expected visible ASCII"));
    }
    version = line.substring(second + 1);
    if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
      return Optional.of(
          version.startsWith("HTTP/") && version.indexOf(' ') < 0
              ? Refusal.noSuchVersion()
              : Refusal.malformed("request line: expected method, target, version"));
    }
    String method = line.substring(0, first);
    if (method.equals("CONNECT") || method.equals("TRACE")) {
      return Optional.of(Refusal.noSuchMethod("method: not served"));
    }
    return Targets.check(target, form);
  }

  /** Reads {@code Name: value}. */
  Optional<Refusal> field(String line) {
    if (++fields > MAX_FIELDS) {
      return Optional.of(Refusal.tooLong("headers: expected at most " + MAX_FIELDS));
    }
    int colon = line.indexOf(':');
    if (colon <= 0
        || !line.chars().limit(colon).allMatch(Ascii::isToken)
        || !line.chars().skip(colon + 1L).allMatch(Ascii::isField)) {
      return Optional.of(Refusal.malformed("header: expected a name, a colon and a value"));
    }
    String value = line.substring(colon + 1).strip();
    return switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
      case "host" -> host(value);
      case "content-length" -> contentLength(value);
      case "transfer-encoding" -> transferEncoding(value);
      default -> Optional.empty();
    };
  }

  /** Judges the head as a whole. */
  Optional<Refusal> end() {
    if (chunked && (lengthGiven || version.equals("HTTP/1.0"))) {
      return Optional.of(Refusal.malformed("body: expected one way to tell its length"));
    }
    return hosts > 1 || (hosts == 0 && version.equals("HTTP/1.1"))
        ? Optional.of(Refusal.malformed("Host: expected once"))
        : Optional.empty();
  }

  /** Bytes of the body, or {@link #CHUNKED}. */
  long bodyLength() {
    return chunked ? CHUNKED : length;
  }

  private Optional<Refusal> host(String value) {
    hosts++;
    boolean plain = value.chars().allMatch(c -> Ascii.isVisible(c) && "/?#@,\\".indexOf(c) < 0);
    return plain ? Optional.empty() : Optional.of(Refusal.malformed("Host: expected a name"));
  }

  private Optional<Refusal> contentLength(String value) {
    if (lengthGiven
        || value.isEmpty()
        || value.length() > MAX_LENGTH_DIGITS
        || !value.chars().allMatch(Ascii::isDigit)) {
      return Optional.of(Refusal.malformed("Content-Length: expected one number"));
    }
    lengthGiven = true;
    length = Long.parseLong(value);
    return Optional.empty();
  }

  private Optional<Refusal> transferEncoding(String value) {
    if (chunked || !value.equalsIgnoreCase("chunked")) {
      return Optional.of(Refusal.malformed("Transfer-Encoding: expected chunked, once"));
    }
    chunked = true;
    return Optional.empty();
  }
}
