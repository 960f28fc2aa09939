package dev.burdock.fanout.federation.app;

import dev.burdock.matrix.sign.InvalidKeyException;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.ServersConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the signing keys of our servers. */
final class SigningKeys {
  private SigningKeys() {}

  /**
   * The keys by server name.
   *
   * @throws ConfigException when a file cannot be read or holds no key
   */
  static Map<String, SigningKey> read(ServersConfig servers) {
    Map<String, SigningKey> keys = new LinkedHashMap<>();
    servers
        .signingKeys()
        .forEach(
            (name, file) -> {
              try {
                keys.put(name, SigningKey.parse(Files.readString(file)));
              } catch (IOException | InvalidKeyException e) {
                throw ConfigException.of(
                    ServersConfig.SIGNING_KEY_PREFIX + name, file, "a signing key file; " + e);
              }
            });
    return keys;
  }
}
