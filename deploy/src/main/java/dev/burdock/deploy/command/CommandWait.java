package dev.burdock.deploy.command;

import dev.burdock.schemas.config.ConfigException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a command waits for the owners of destinations. */
final class CommandWait {
  private static final int MOST = 600;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long the owners' reaction is waited for (default: ${DEFAULT-VALUE}).")
  private int seconds;

  Duration checked() {
    if (seconds < 0 || seconds > MOST) {
      throw ConfigException.of("--wait", seconds, "0 to " + MOST);
    }
    return Duration.ofSeconds(seconds);
  }
}
