package dev.burdock.deploy.destinations;

import dev.burdock.schemas.destination.LaneKind;
import java.util.Optional;

/** What is said about one destination when a command for it is considered, or was written. */
public final class CommandReports {
  private static final String HEALTHY = "nothing fails, nothing waits any more";

  private CommandReports() {}

  /** For a destination that nothing is known about. */
  public static String unknown(String destination) {
    return destination + ": nothing fails, nothing waits: no command written";
  }

  /** What would be dropped if it were forgotten. */
  public static String forgetting(DestinationRow row, long now) {
    return row.destination() + ": would drop " + dropped(row, now);
  }

  /** What its owner wrote of it, empty for a tombstone. */
  public static String reaction(
      String destination, Optional<DestinationStatus> reaction, long now) {
    return destination + ": " + reaction.map(standing -> standing(standing, now)).orElse(HEALTHY);
  }

  /** That its owner wrote nothing of it. */
  public static String noReaction(String destination, long waitedSeconds) {
    String written = destination + ": command written";
    return waitedSeconds == 0
        ? written
        : written
            + ", no reaction within %d s (no federation role runs, or it is calling it just now)"
                .formatted(waitedSeconds);
  }

  private static String dropped(DestinationRow row, long now) {
    Optional<DestinationStatus> standing = row.standing();
    LaneKind lane = standing.map(DestinationStatus::lane).orElse(LaneKind.TOPIC);
    String waiting =
        switch (lane) {
          case MEMORY -> "what its worker has in memory";
          case TOPIC -> row.waiting() + " records of its retry topic";
          case CURSOR ->
              "what came in its rooms since "
                  + DisplayTexts.ago(
                      standing.map(DestinationStatus::behindSinceTs).orElse(0L), now);
        };
    int pending = standing.map(DestinationStatus::pending).orElse(0);
    return pending == 0
        ? waiting
        : waiting + ", a transaction of " + pending + " PDUs to be repeated among it";
  }

  private static String standing(DestinationStatus standing, long now) {
    if (!standing.failing()) {
      boolean topic = standing.lane() == LaneKind.TOPIC;
      return "no failure any more" + (topic ? ", its retry topic is worked off" : "");
    }
    return "failure %d in a row, %s: %s, next attempt %s"
        .formatted(
            standing.failures(),
            standing.kind(),
            DisplayTexts.visible(standing.lastError()),
            standing.next(now));
  }
}
