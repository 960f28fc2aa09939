package dev.burdock.deploy.command;

import dev.burdock.deploy.destinations.Destinations;
import dev.burdock.deploy.destinations.DestinationsOverview;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.registry.ConfluentRegistry;
import java.time.Clock;
import picocli.CommandLine.Model.CommandSpec;

/** The way of the commands to the destinations. */
final class DestinationsAccess {
  private DestinationsAccess() {}

  static Destinations of(ConfigOptions config, Clock clock) {
    KafkaConfig kafka = KafkaConfig.from(config.settings());
    return new Destinations(kafka, new ConfluentRegistry(kafka.registryUrl()), clock);
  }

  /** Warns of records that are left out. */
  static void tellUnreadable(DestinationsOverview overview, CommandSpec spec) {
    if (overview.unreadable() > 0) {
      spec.commandLine()
          .getErr()
          .println(
              "burdock: destinations: "
                  + overview.unreadable()
                  + " records cannot be read and are left out");
    }
  }
}
