package dev.burdock.deploy.app;

import dev.burdock.schemas.run.Fatal;
import dev.burdock.schemas.run.Supervisor;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a failure that nobody caught, in any thread: it is logged and, when the process
 * cannot go on after it, a fault of the process (ADR 0084).
 */
final class UncaughtErrors {
  private static final Logger log = LoggerFactory.getLogger(UncaughtErrors.class);

  private UncaughtErrors() {}

  /**
   * Watches all threads of this process, and the event loops.
   *
   * @return has the fault
   */
  static Supervisor watch(Vertx vertx) {
    Supervisor process = new Supervisor("process");
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> take(process, error));
    vertx.exceptionHandler(error -> take(process, error));
    return process;
  }

  private static void take(Supervisor process, Throwable error) {
    String thread = Thread.currentThread().getName();
    if (Fatal.in(error).isPresent()) {
      process.failed(thread, error);
    } else {
      log.error("thread={} uncaught", thread, error);
    }
  }
}
