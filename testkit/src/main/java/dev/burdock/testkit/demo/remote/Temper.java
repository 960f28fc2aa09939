package dev.burdock.testkit.demo.remote;

/** How a simulated remote server behaves. */
public enum Temper {
  /** Answers at once. */
  STEADY("steady"),
  /** Takes its time for every transaction. */
  SLOW("slow"),
  /** Cannot be reached for a part of the demo. */
  DOWN("down for a while"),
  /** Answers 429 to every few transactions. */
  BUSY("429 now and then");

  private final String words;

  Temper(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
