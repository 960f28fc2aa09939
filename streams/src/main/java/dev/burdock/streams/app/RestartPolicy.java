package dev.burdock.streams.app;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Decides whether a stream thread that failed is replaced, and after how long. A failure that
 * passes by itself is waited for as long as it takes; any other only so often within a time.
 */
final class RestartPolicy {
  static final int MAX_FAILURES = 10;
  static final Duration WINDOW = Duration.ofMinutes(10);
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Deque<Instant> failures = new ArrayDeque<>();
  private int lasting;

  /**
   * How long to wait before the thread is replaced; empty to give up.
   *
   * @param passing whether the failure passes by itself
   */
  synchronized Optional<Duration> failed(Instant now, boolean passing) {
    while (!failures.isEmpty() && failures.peekFirst().isBefore(now.minus(WINDOW))) {
      failures.removeFirst();
    }
    if (failures.isEmpty()) {
      lasting = 0;
    }
    failures.addLast(now);
    if (failures.size() > MAX_FAILURES) {
      failures.removeFirst();
    }
    lasting = passing ? lasting : lasting + 1;
    if (lasting > MAX_FAILURES) {
      return Optional.empty();
    }
    Duration wait = FIRST.multipliedBy(1L << (failures.size() - 1));
    return Optional.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
  }
}
