package dev.burdock.fanout.federation.out;

import dev.burdock.fanout.federation.lane.GuestTurn;
import dev.burdock.fanout.federation.lane.Guests;
import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The turns in the lanes of this worker, asked for from other threads than theirs. */
public final class LaneTurns {
  private final Executor engine;
  private final Guests guests;

  /**
   * @param engine the one thread of the lanes
   */
  public LaneTurns(Executor engine, Guests guests) {
    this.engine = engine;
    this.guests = guests;
  }

  /** One who waits for a turn. */
  final class Waiter {
    private CompletableFuture<GuestTurn> turn;

    /** Waits no more, if it still does. */
    void leave() {
      engine.execute(() -> turn.cancel(false));
    }
  }

  /**
   * Asks for a turn.
   *
   * @param come gets the turn, on the thread of the lanes
   * @param elsewhere runs on {@code context} when another worker has the destination
   */
  Waiter enter(
      String destination,
      int partition,
      String origin,
      Consumer<GuestTurn> come,
      Context context,
      Runnable elsewhere) {
    Waiter waiter = new Waiter();
    engine.execute(
        () -> {
          waiter.turn = guests.enter(destination, partition, origin);
          var unused =
              waiter.turn.whenComplete(
                  (turn, error) -> {
                    if (turn != null) {
                      come.accept(turn);
                    } else if (!waiter.turn.isCancelled()) {
                      context.runOnContext(run -> elsewhere.run());
                    }
                  });
        });
    return waiter;
  }

  /** Does something with a turn where turns are. */
  void run(Runnable action) {
    engine.execute(action);
  }
}
