package dev.burdock.testkit.demo;

import dev.burdock.schemas.config.ConfigException;

/**
 * What a demo is asked to do.
 *
 * @param seconds how long events are fed
 * @param rate events per second
 * @param terminal whether the output is a terminal
 * @param startedMs when the command was started, Unix time
 */
public record DemoOptions(int seconds, double rate, boolean terminal, long startedMs) {
  private static final int MOST_SECONDS = 86_400;
  private static final double MOST_RATE = 10_000;

  public DemoOptions {
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw ConfigException.of("--seconds", seconds, "1 to " + MOST_SECONDS);
    }
    if (!(rate > 0 && rate <= MOST_RATE)) {
      throw ConfigException.of("--rate", rate, "more than 0, at most 10000");
    }
  }
}
