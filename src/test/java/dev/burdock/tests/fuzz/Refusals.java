package dev.burdock.tests.fuzz;

import java.util.Optional;
import java.util.concurrent.Callable;

/** Calls that may refuse their input in the one way that they document. */
final class Refusals {
  private Refusals() {}

  /** What the call gives; empty when it refused. Anything else that it throws comes through. */
  static <T> Optional<T> unless(Class<? extends RuntimeException> documented, Callable<T> call)
      throws Exception {
    try {
      return Optional.ofNullable(call.call());
    } catch (RuntimeException e) {
      if (documented.isInstance(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
