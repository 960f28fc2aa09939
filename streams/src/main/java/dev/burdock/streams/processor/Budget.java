package dev.burdock.streams.processor;

import java.time.Clock;

/** What one firing of a punctuator may still do. */
final class Budget {
  private final Clock clock;
  private final long deadlineMs;
  private int left;

  /**
   * A budget that begins now.
   *
   * @param count how many entries it lasts for
   * @param budgetMs how long it lasts, ms
   */
  Budget(int count, long budgetMs, Clock clock) {
    this.clock = clock;
    this.deadlineMs = clock.millis() + budgetMs;
    this.left = count;
  }

  boolean isSpent() {
    return left <= 0 || clock.millis() > deadlineMs;
  }

  /** Takes one; tells whether another one may follow. */
  boolean spend() {
    left--;
    return !isSpent();
  }
}
