package dev.burdock.fanout.federation.out;

import dev.burdock.fanout.federation.client.WorkerAddress;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import io.vertx.core.Context;
import java.util.Optional;

/**
 * The way of one transaction to the lane of its destination, in this worker or another: held while
 * nobody has the destination, and sent out of turn when that lasts. Lives on one event loop.
 */
final class Passage {
  private static final long AGAIN_MS = 100;

  private final OutRoutes routes;
  private final OutRequest out;
  private final String origin;
  private final OutTransaction transaction;
  private final Context context;
  private final boolean handedOn;
  private final long untilNanos;
  private LaneTurns.Waiter waiter;

  Passage(
      OutRoutes routes,
      OutRequest out,
      String origin,
      OutTransaction transaction,
      Context context) {
    this.routes = routes;
    this.out = out;
    this.origin = origin;
    this.transaction = transaction;
    this.context = context;
    this.handedOn = out.request.headers().contains(OutAnswers.HANDED_ON);
    this.untilNanos = System.nanoTime() + routes.hold().toNanos();
    out.caller.whenGone(this::gone);
  }

  /** Goes to whoever has the destination. */
  void begin() {
    if (out.caller.isOver()) {
      return;
    }
    String destination = out.target.destination().value();
    int partition = routes.partition(destination);
    waiter =
        routes
            .turns()
            .enter(
                destination,
                partition,
                origin,
                transaction::come,
                context,
                () -> elsewhere(partition));
  }

  private void gone() {
    if (waiter != null) {
      waiter.leave();
    }
  }

  private void elsewhere(int partition) {
    waiter = null;
    if (handedOn) {
      out.request.response().putHeader(OutAnswers.NOT_OWNER, "1");
      OutAnswers.refuse(out.request.response(), OutAnswers.MISDIRECTED, "not the owner");
      return;
    }
    Optional<WorkerAddress> owner = routes.owners().of(partition).filter(routes::isAnother);
    if (owner.isEmpty()) {
      later();
      return;
    }
    routes.metrics().out(FederationMetrics.Out.HANDED_ON);
    routes
        .relay()
        .give(out, owner.get())
        .onSuccess(
            given -> {
              if (!given) {
                routes.owners().wrong();
                later();
              }
            });
  }

  /** Nobody has the destination now. */
  private void later() {
    if (out.caller.isOver()) {
      return;
    }
    if (System.nanoTime() - untilNanos < 0) {
      context.owner().setTimer(AGAIN_MS, id -> begin());
    } else {
      routes.metrics().out(FederationMetrics.Out.OUT_OF_TURN);
      transaction.outOfTurn();
    }
  }
}
