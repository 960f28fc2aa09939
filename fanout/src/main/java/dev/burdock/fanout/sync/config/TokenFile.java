package dev.burdock.fanout.sync.config;

import dev.burdock.schemas.config.ConfigException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** A properties file whose keys are access tokens, or hex SHA-256 of them, and values user ids. */
final class TokenFile {
  private TokenFile() {}

  static Map<String, String> load(String file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(
          SyncConfig.TOKEN_FILE.name() + ": " + file + " cannot be read (" + e + ")");
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(token -> token, properties::getProperty));
  }
}
