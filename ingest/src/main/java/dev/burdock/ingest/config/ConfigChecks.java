package dev.burdock.ingest.config;

import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.util.Map;

/** Checks of values that did not come through {@link Key}'s own reader. */
final class ConfigChecks {
  private ConfigChecks() {}

  /** Refuses a number outside of the bound of its key. */
  static void check(Key<Long> key, long value) {
    Settings.of(Map.of(key.name(), Long.toString(value))).get(key);
  }

  /** Refuses a value of which {@code holds} is false. */
  static void check(Key<?> key, Object value, boolean holds, String expected) {
    if (!holds) {
      throw ConfigException.of(key.name(), value, expected);
    }
  }
}
