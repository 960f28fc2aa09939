package dev.burdock.deploy.command;

import dev.burdock.deploy.config.ConfigCatalogue;
import dev.burdock.schemas.config.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that configure a command, the same for each. */
public final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties file with the configuration (every key: docs/config.md).")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting; beats the file and the environment. May be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  /**
   * What the file, the environment and {@code --set} say, the later ones winning.
   *
   * @throws dev.burdock.schemas.config.ConfigException for a key that does not exist, or a file
   *     that cannot be read
   */
  public Settings settings() {
    Settings base = file == null ? Settings.of(Map.of()) : Settings.load(file);
    Settings settings = base.withEnvironment(System.getenv(), ConfigCatalogue.keys()).with(set);
    ConfigCatalogue.rejectUnknown(settings);
    return settings;
  }
}
