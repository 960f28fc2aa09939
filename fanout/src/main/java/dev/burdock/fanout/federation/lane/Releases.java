package dev.burdock.fanout.federation.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Partitions that are let go of, until their transactions in flight are done. */
final class Releases {
  private final Lanes lanes;
  private final Guests guests;
  private final List<Release> releases = new ArrayList<>();

  private record Release(Set<Integer> partitions, Runnable done) {}

  Releases(Lanes lanes, Guests guests) {
    this.lanes = lanes;
    this.guests = guests;
  }

  void add(Set<Integer> partitions, Runnable done) {
    releases.add(new Release(Set.copyOf(partitions), done));
    check();
  }

  /** Tells those whose last transaction is done. */
  void check() {
    releases.removeIf(
        release -> {
          boolean busy =
              guests.inFlight(release.partitions())
                  || lanes.leaving().stream()
                      .anyMatch(
                          lane -> !lane.lost && release.partitions().contains(lane.partition));
          if (!busy) {
            release.done().run();
          }
          return !busy;
        });
  }
}
