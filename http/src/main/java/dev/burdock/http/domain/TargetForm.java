package dev.burdock.http.domain;

/**
 * The form of the targets that a listener takes (RFC 9112, 3.2), the only one of them.
 *
 * @param scheme of the absolute form; empty for the origin form, a path
 */
public record TargetForm(String scheme) {
  /** A path with an optional query. */
  public static final TargetForm PATH = new TargetForm("");

  /** {@code scheme://name/path}, spelled so. */
  public static TargetForm absolute(String scheme) {
    return new TargetForm(scheme);
  }

  boolean isAbsolute() {
    return !scheme.isEmpty();
  }
}
