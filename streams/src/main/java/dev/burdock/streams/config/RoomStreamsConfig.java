package dev.burdock.streams.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.util.List;
import java.util.stream.Stream;

/** Everything that the streams role is configured with. */
public record RoomStreamsConfig(
    EngineConfig engine, ExpiryConfig expiry, InboundLimitsConfig inbound, ReadsConfig reads) {
  public static final List<Key<?>> KEYS =
      Stream.of(EngineConfig.KEYS, ExpiryConfig.KEYS, InboundLimitsConfig.KEYS, ReadsConfig.KEYS)
          .<Key<?>>flatMap(List::stream)
          .toList();

  public static RoomStreamsConfig from(Settings settings) {
    return new RoomStreamsConfig(
        EngineConfig.from(settings),
        ExpiryConfig.from(settings),
        InboundLimitsConfig.from(settings),
        ReadsConfig.from(settings));
  }
}
