package dev.burdock.testkit.bench;

import java.io.IOException;

/**
 * One way in which a stranger tries to stop the program.
 *
 * @param name in the report
 * @param kinds what it is a case of, in a few words
 * @param work does it until the time is over, or once
 */
record Attack(String name, String kinds, Work work) {

  /** What a stranger does. */
  @FunctionalInterface
  interface Work {
    void run(Doors doors, Strangers strangers, Until until)
        throws IOException, InterruptedException;
  }

  /** The end of an attack, and its size. */
  record Until(long nanos, int connections) {
    boolean isOver() {
      return System.nanoTime() - nanos >= 0;
    }
  }
}
