package dev.burdock.schemas.topic;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Every topic of the pipeline: what it is called, what it holds and how long. The names are public
 * API.
 */
public enum Topic {
  /** What happened in a room; key: room id. */
  ROOM_EVENTS("room-events", Duration.ofHours(3)),
  /** What the topology decided for clients; key: room id. */
  DELIVERIES("deliveries", Duration.ofHours(3)),
  /** PDUs for remote servers, by partition of the destination; key: number of the partition. */
  OUTBOUND("outbound", Duration.ofHours(3)),
  /** Memberships by user, between the two halves of the topology; key: user id. */
  USER_ROOMS("user-rooms", Duration.ofHours(3)),
  /** Requests to push again to one destination; key: number of the partition of room-events. */
  CATCH_UP("catch-up", Duration.ofHours(3)),
  /** The current value of every key of the clients' map (R29); key: JSON array, see the schema. */
  STICKY_MAP("sticky-map", ChronoUnit.FOREVER.getDuration()),
  /** Rooms whose members ingest has read; key: room id. */
  ROOMS("rooms", ChronoUnit.FOREVER.getDuration()),
  /** Finished deliveries to remote servers; key: destination. */
  OUTCOMES("outcomes", Duration.ofHours(24)),
  /** Remote servers that made an authenticated request (R25); key: origin. */
  ALIVE("alive", Duration.ofHours(1)),
  /** Remote servers that fail or that something waits for; key: destination. */
  DESTINATIONS("destinations", ChronoUnit.FOREVER.getDuration()),
  /** What operators want of the owners of destinations; key: destination. */
  DESTINATION_COMMANDS("destination-commands", Duration.ofHours(1)),
  /** Records that could not be read, with the reason in headers; key and value: as they came. */
  DEAD_LETTER("dead-letter", Duration.ofDays(7));

  private final String suffix;
  private final Duration kept;

  Topic(String suffix, Duration kept) {
    this.suffix = suffix;
    this.kept = kept;
  }

  /** The topic's name behind the installation's prefix. */
  public String name(String prefix) {
    return prefix + suffix;
  }

  /** The topic configs that the catalogue asks for. */
  public Map<String, String> configs() {
    return kept.equals(ChronoUnit.FOREVER.getDuration())
        ? Map.of("cleanup.policy", "compact")
        : Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(kept.toMillis()));
  }
}
