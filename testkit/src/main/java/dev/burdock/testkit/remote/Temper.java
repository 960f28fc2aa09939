package dev.burdock.testkit.remote;

/** How a simulated remote server takes transactions while nothing is wrong with it. */
public enum Temper {
  /** Answers at once. */
  STEADY,
  /** Takes its time for every transaction. */
  SLOW,
  /** Answers 429 to every few transactions. */
  BUSY
}
