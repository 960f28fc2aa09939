package dev.burdock.schemas.config;

/**
 * A configuration that cannot be used; the message names the key, the value and what is expected.
 */
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }

  /** Says that {@code value} of {@code key} is not what {@code expected} describes. */
  public static ConfigException of(String key, Object value, String expected) {
    return new ConfigException(key + ": " + value + " (expected: " + expected + ")");
  }
}
