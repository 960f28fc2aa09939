package dev.burdock.testkit.guarantee;

import java.util.List;
import java.util.stream.Stream;

/** One promise of the delivery, judged on what was observed. */
public interface Guarantee {

  /** Its number in the list of guarantees, from 1. */
  int number();

  /** What broke it, in words; empty when it holds. */
  Stream<String> violations(History history, Bounds bounds);

  /** All nine of them. */
  static List<Guarantee> all() {
    return List.of(
        new ReachesEveryDestination(),
        new OnceToEachClient(),
        new OneOrderlyLane(),
        new NothingExpired(),
        new BackoffRespected(),
        new HealthyUnharmed(),
        new DrainsInTime(),
        new OldOwnerStops(),
        new EveryPushEnds());
  }
}
