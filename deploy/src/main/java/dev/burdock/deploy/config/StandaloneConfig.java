package dev.burdock.deploy.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.util.List;

/**
 * The ports of 127.0.0.1 that standalone's broker and registry take; 0 takes any free one.
 *
 * @param kafkaPort the broker's
 * @param registryPort the registry's
 */
public record StandaloneConfig(int kafkaPort, int registryPort) {
  public static final Key<Long> KAFKA_PORT =
      Key.integer(
          "burdock.standalone.kafka-port",
          9092,
          0,
          65_535,
          "Port of the embedded broker; 0: any free one.");
  public static final Key<Long> REGISTRY_PORT =
      Key.integer(
          "burdock.standalone.registry-port",
          8081,
          0,
          65_535,
          "Port of the embedded schema registry; 0: any free one.");
  public static final List<Key<?>> KEYS = List.of(KAFKA_PORT, REGISTRY_PORT);

  public static StandaloneConfig from(Settings settings) {
    return new StandaloneConfig(
        settings.get(KAFKA_PORT).intValue(), settings.get(REGISTRY_PORT).intValue());
  }
}
