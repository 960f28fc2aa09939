package dev.burdock.testkit.demo.report;

import dev.burdock.testkit.remote.Temper;

/** How a remote server of a demo behaves. */
public enum Conduct {
  /** Answers at once. */
  STEADY("steady", Temper.STEADY),
  /** Takes its time for every transaction. */
  SLOW("slow", Temper.SLOW),
  /** Cannot be reached for a part of the demo. */
  DOWN("down for a while", Temper.STEADY),
  /** Answers 429 to every few transactions. */
  BUSY("429 now and then", Temper.BUSY);

  private final String words;
  private final Temper temper;

  Conduct(String words, Temper temper) {
    this.words = words;
    this.temper = temper;
  }

  /** How it takes transactions while it can be reached. */
  public Temper temper() {
    return temper;
  }

  @Override
  public String toString() {
    return words;
  }
}
