package dev.burdock.fanout.sync.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of sticky events that only the homeserver's own sections tell (R32).
 *
 * @param ingest base URL of an ingest of the homeserver; empty: they are given to who asked, alone
 * @param afterMs how long our own feed may still bring them, ms
 */
public record HandOverConfig(Optional<URI> ingest, long afterMs) {
  public static final Key<String> INGEST =
      Key.string(
          "burdock.sync.ingest",
          "http://127.0.0.1:8480",
          "Base URL of an ingest of the homeserver, which is told the sticky events that only the"
              + " homeserver's own sections hold; empty: nobody is.");
  public static final Key<Long> AFTER =
      Key.integer(
          "burdock.sync.hand-over-ms",
          10_000,
          0,
          600_000,
          "How long our own feed may still bring such an event, in ms; then ingest is told.");

  static final List<Key<?>> KEYS = List.of(INGEST, AFTER);

  static HandOverConfig from(Settings settings) {
    return new HandOverConfig(
        Optional.of(settings.get(INGEST))
            .filter(text -> !text.isEmpty())
            .map(text -> SyncConfig.url(INGEST, text)),
        settings.get(AFTER));
  }
}
