package dev.burdock.schemas.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The server names that are ours.
 *
 * @param signingKeys file with the signing key (Synapse's format) by server name, in the configured
 *     order
 */
public record ServersConfig(Map<String, Path> signingKeys) {

  public static final Key<List<String>> NAMES =
      Key.list("burdock.servers", null, "The server names that are ours, separated by commas.");

  /** Below it, the signing key file of each server name. */
  public static final String SIGNING_KEY_PREFIX = "burdock.signing-key.";

  public static final List<Key<?>> KEYS = List.of(NAMES);

  public ServersConfig {
    if (signingKeys.isEmpty()) {
      throw ConfigException.of(NAMES.name(), "", "at least one server name");
    }
    signingKeys = Collections.unmodifiableMap(new LinkedHashMap<>(signingKeys));
  }

  public static ServersConfig from(Settings settings) {
    Map<String, String> files = settings.below(SIGNING_KEY_PREFIX);
    Map<String, Path> keys = new LinkedHashMap<>();
    for (String name : settings.get(NAMES)) {
      String file = files.get(name);
      if (file == null) {
        throw ConfigException.of(SIGNING_KEY_PREFIX + name, "missing", "a signing key file");
      }
      keys.put(name, Path.of(file));
    }
    return new ServersConfig(keys);
  }

  /** The server names, in the configured order. */
  public List<String> names() {
    return List.copyOf(signingKeys.keySet());
  }
}
