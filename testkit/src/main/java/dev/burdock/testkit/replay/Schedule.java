package dev.burdock.testkit.replay;

import dev.burdock.testkit.recording.Recording;
import dev.burdock.testkit.recording.Recording.RecordedTransaction;

/**
 * When each transaction of the recording is due, played over and over at a rate. Not safe for many
 * threads.
 */
final class Schedule {
  private static final double MS_PER_SECOND = 1_000.0;

  private final Recording recording;
  private final double tempo;
  private final double passMs;
  private int pass;
  private int next;

  /**
   * Plays {@code recording} so that {@code rate} events are due per second.
   *
   * @param rate more than 0
   */
  Schedule(Recording recording, double rate) {
    this.recording = recording;
    this.passMs = recording.eventCount() / rate * MS_PER_SECOND;
    this.tempo = passMs / (recording.lengthMs() + 1);
  }

  /** When the next transaction is due, ms since the start. */
  long dueMs() {
    return Math.round(pass * passMs + current().atMs() * tempo);
  }

  /** The next transaction. */
  RecordedTransaction current() {
    return recording.transactions().get(next);
  }

  /** Which time the recording is being played, from 0. */
  int pass() {
    return pass;
  }

  void advance() {
    next++;
    if (next == recording.transactions().size()) {
      next = 0;
      pass++;
    }
  }
}
