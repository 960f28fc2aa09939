package dev.burdock.ingest.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A bearer token that never shows itself. Empty: what it opens is switched off. */
public record Token(String value) {

  public boolean isPresent() {
    return !value.isEmpty();
  }

  /** Whether {@code presented} is this token, in a time that does not tell how much of it is. */
  public boolean matches(String presented) {
    return isPresent() && MessageDigest.isEqual(bytes(value), bytes(presented));
  }

  @Override
  public String toString() {
    return isPresent() ? "(secret)" : "(none)";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
