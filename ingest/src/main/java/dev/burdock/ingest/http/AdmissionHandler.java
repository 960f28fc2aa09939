package dev.burdock.ingest.http;

import dev.burdock.http.server.Bodies;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.ingest.intake.Admission;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Reads the body of a request, and gives it a place when the whole body is there: who announces and
 * falls silent takes none. Turns away what is too large, or comes when there is no room.
 */
final class AdmissionHandler implements Handler<RoutingContext> {
  private static final String PLACE = AdmissionHandler.class.getName();

  private final Admission admission;
  private final BiConsumer<RoutingContext, String> full;
  private final Bodies bodies;

  /**
   * @param budget of the bodies in memory
   * @param full answers a request for which there is no place
   */
  AdmissionHandler(
      Admission admission,
      BodyBudget budget,
      int maxBodyBytes,
      BiConsumer<RoutingContext, String> full) {
    this.admission = admission;
    this.full = full;
    this.bodies =
        new Bodies(
            budget,
            maxBodyBytes,
            context -> tooLarge(context, maxBodyBytes),
            context -> full.accept(context, "too many bodies at once"),
            this::read);
  }

  @Override
  public void handle(RoutingContext context) {
    bodies.handle(context);
  }

  private void read(RoutingContext context) {
    Optional<Runnable> place = admission.admit();
    if (place.isEmpty()) {
      full.accept(context, "too many requests at once");
      return;
    }
    context.put(PLACE, new Place(context, place.get()));
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

  /** What a request holds until it is answered or, if longer, until its work is settled. */
  static final class Place {
    private final RoutingContext context;
    private final Runnable leave;
    private boolean busy;

    Place(RoutingContext context, Runnable leave) {
      this.context = context;
      this.leave = leave;
    }

    /** From now on the end of the work counts, not the answer. */
    synchronized void busy() {
      busy = true;
      Bodies.keep(context);
    }

    void leave() {
      Bodies.release(context);
      leave.run();
    }

    private synchronized void leaveUnlessBusy() {
      if (!busy) {
        leave.run();
      }
    }
  }
}
