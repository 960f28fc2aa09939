package dev.burdock.schemas.run;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.Optional;

/**
 * Errors after which a process cannot be relied on: no memory, a class that is missing or does not
 * fit. A stack that was too small is not one of them: what came in was too deep.
 */
public final class Fatal {
  private Fatal() {}

  /** The first such error among a failure and its causes. */
  public static Optional<Error> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Error error && !(cause instanceof StackOverflowError)) {
        return Optional.of(error);
      }
    }
    return Optional.empty();
  }

  /**
   * Hands such an error, if there is one, to whoever is told of those that nobody caught: for code
   * that answers a failure and goes on.
   *
   * @param failure null for none
   */
  public static void tell(Throwable failure) {
    UncaughtExceptionHandler told = Thread.getDefaultUncaughtExceptionHandler();
    if (told != null) {
      in(failure).ifPresent(error -> told.uncaughtException(Thread.currentThread(), error));
    }
  }
}
