package dev.burdock.tests.fuzz;

import java.util.List;

/**
 * One place that takes bytes of strangers, with what must hold there for all of them.
 *
 * @param name that of its folder of inputs, too
 * @param seeds well-formed inputs that others are made of, beside those of the folder
 * @param check takes any bytes; ends quietly where they are refused as documented
 */
record Surface(String name, List<byte[]> seeds, Check check) {

  /** What must hold. */
  @FunctionalInterface
  interface Check {
    /**
     * Tries one input.
     *
     * @throws Throwable whatever it is, what must hold does not
     */
    void of(byte[] input) throws Throwable;
  }

  @Override
  public String toString() {
    return name;
  }
}
