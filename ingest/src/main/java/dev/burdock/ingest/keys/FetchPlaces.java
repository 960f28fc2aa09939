package dev.burdock.ingest.keys;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The places of key fetches: whoever invents servers that never answer gets some, not all. Servers
 * that told their keys before have places that no others get, and of the others no source has more
 * than its share. Safe for many threads.
 */
final class FetchPlaces {
  private static final int RESERVED_SHARE = 4;

  private final int all;
  private final int unproven;
  private final int perSource;
  private final Map<String, Integer> bySource = new HashMap<>();
  private int taken;
  private int takenUnproven;

  /**
   * @param all servers asked at once
   * @param perSource of them asked for the first time because of one source
   */
  FetchPlaces(int all, int perSource) {
    this.all = all;
    this.unproven = all - all / RESERVED_SHARE;
    this.perSource = perSource;
  }

  /**
   * A place, if there is one.
   *
   * @param source who has the server asked: an address, or an origin that proved itself
   * @param proven whether the server told its keys before
   * @return gives the place back, to be run once
   */
  synchronized Optional<Runnable> take(String source, boolean proven) {
    if (taken >= all) {
      return Optional.empty();
    }
    if (proven) {
      taken++;
      return Optional.of(this::give);
    }
    if (takenUnproven >= unproven || bySource.getOrDefault(source, 0) >= perSource) {
      return Optional.empty();
    }
    taken++;
    takenUnproven++;
    bySource.merge(source, 1, Integer::sum);
    return Optional.of(() -> giveUnproven(source));
  }

  private synchronized void give() {
    taken--;
  }

  private synchronized void giveUnproven(String source) {
    taken--;
    takenUnproven--;
    bySource.computeIfPresent(source, (any, count) -> count == 1 ? null : count - 1);
  }
}
