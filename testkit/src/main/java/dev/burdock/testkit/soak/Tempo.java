package dev.burdock.testkit.soak;

import dev.burdock.testkit.process.Pipeline;
import java.util.Map;

/**
 * How long a soak does what, ms.
 *
 * @param settings of the roles
 * @param calm nothing, before each breakage
 * @param frozen a role that stands still
 * @param frozenInGroup the same where a group of consumers has a session with it: longer than that
 * @param failing remote servers that fail; up to twice as long, by chance
 * @param stepped each part of a clock's way: before it is set, while it is wrong, and after
 */
record Tempo(
    Map<String, String> settings,
    long calm,
    long frozen,
    long frozenInGroup,
    int failing,
    long stepped) {
  static final Tempo USUAL = new Tempo(Map.of(), 3_000, 8_000, 8_000, 5_000, 3_000);

  /** Each thing is broken within some seconds. */
  static final Tempo BRISK = new Tempo(Pipeline.SHORT_SESSIONS, 500, 3_000, 6_500, 2_500, 1_500);
}
