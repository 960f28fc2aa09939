package dev.burdock.http.domain;

import java.util.Locale;
import java.util.Optional;

/**
 * Targets of requests that everybody reads alike: a path with an optional query, each percent sign
 * followed by two hex digits, no segment that leads elsewhere.
 */
final class Targets {
  /** Matrix's names are short; resolving escapes of a long path is not linear in Vert.x. */
  private static final int MAX_PATH = 8 << 10;

  private Targets() {}

  /** Why a target is refused; empty for one that is not. */
  static Optional<Refusal> check(String target, TargetForm form) {
    if (!form.isAbsolute()) {
      return check(target);
    }
    String prefix = form.scheme() + "://";
    int path = target.startsWith(prefix) ? target.indexOf('/', prefix.length()) : -1;
    if (path <= prefix.length() || !isName(target.substring(prefix.length(), path))) {
      return Optional.of(Refusal.malformed("target: expected " + prefix + "name/path"));
    }
    return check(target.substring(path));
  }

  private static boolean isName(String authority) {
    return authority.chars().noneMatch(c -> "?#@,%\\".indexOf(c) >= 0);
  }

  private static Optional<Refusal> check(String target) {
    if (target.isEmpty() || target.charAt(0) != '/') {
      return Optional.of(Refusal.malformed("target: expected a path"));
    }
    if (target.indexOf('#') >= 0) {
      return Optional.of(Refusal.malformed("target: a fragment is not sent"));
    }
    if (!percentEncoded(target)) {
      return Optional.of(Refusal.malformed("target: expected two hex digits after %"));
    }
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    if (path.length() > MAX_PATH) {
      return Optional.of(Refusal.lineTooLong("path: expected at most " + MAX_PATH + " bytes"));
    }
    return leadsElsewhere(path)
        ? Optional.of(Refusal.malformed("target: expected a path without dots"))
        : Optional.empty();
  }

  private static boolean percentEncoded(String target) {
    for (int at = target.indexOf('%'); at >= 0; at = target.indexOf('%', at + 1)) {
      if (at + 2 >= target.length()
          || !Ascii.isHex(target.charAt(at + 1))
          || !Ascii.isHex(target.charAt(at + 2))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a path means another one to a reader that resolves dots, or reads a name first. */
  private static boolean leadsElsewhere(String path) {
    if (path.startsWith("//")) {
      return true;
    }
    String spelled = path.toUpperCase(Locale.ROOT).replace("%2E", ".").replace("%2F", "/");
    String slashed = spelled.replace("%5C", "/").replace('\\', '/');
    return (slashed + "/").contains("/./") || (slashed + "/").contains("/../");
  }
}
