package dev.burdock.ingest.http;

import dev.burdock.ingest.intake.Admission;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Turns requests away before their bodies are read: 413 for those that announce too much, and what
 * the feed has for when there is no place for more.
 */
final class AdmissionHandler implements Handler<RoutingContext> {
  private static final String PLACE = AdmissionHandler.class.getName();

  private final Admission admission;
  private final int maxBodyBytes;
  private final BiConsumer<RoutingContext, String> full;

  /**
   * @param full answers a request for which there is no place
   */
  AdmissionHandler(Admission admission, int maxBodyBytes, BiConsumer<RoutingContext, String> full) {
    this.admission = admission;
    this.maxBodyBytes = maxBodyBytes;
    this.full = full;
  }

  @Override
  public void handle(RoutingContext context) {
    long announced = announced(context);
    if (announced > maxBodyBytes) {
      tooLarge(context, maxBodyBytes);
      return;
    }
    Optional<Runnable> place = admission.admit(announced);
    if (place.isEmpty()) {
      full.accept(context, "too many requests at once");
      return;
    }
    context.put(PLACE, new Place(place.get()));
    context.addEndHandler(ended -> place(context).leaveUnlessBusy());
    context.next();
  }

  static void tooLarge(RoutingContext context, int maxBodyBytes) {
    context.response().putHeader("Connection", "close");
    MatrixErrors.send(
        context, 413, "M_TOO_LARGE", "body: too large (expected: at most " + maxBodyBytes + ")");
  }

  /** The place of a request that was let in. */
  static Place place(RoutingContext context) {
    return context.get(PLACE);
  }

  /** Without a length the body may be as large as is allowed. */
  private long announced(RoutingContext context) {
    String length = context.request().getHeader("Content-Length");
    if (length == null) {
      return context.request().getHeader("Transfer-Encoding") == null ? 0 : maxBodyBytes;
    }
    try {
      return Math.max(0, Long.parseLong(length));
    } catch (NumberFormatException e) {
      return maxBodyBytes;
    }
  }

  /** What a request holds until it is answered or, if longer, until its work is settled. */
  static final class Place {
    private final Runnable leave;
    private boolean busy;

    Place(Runnable leave) {
      this.leave = leave;
    }

    /** From now on the end of the work counts, not the answer. */
    synchronized void busy() {
      busy = true;
    }

    void leave() {
      leave.run();
    }

    private synchronized void leaveUnlessBusy() {
      if (!busy) {
        leave.run();
      }
    }
  }
}
