package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Lanes with a thread of their own, for tests of who takes turns with them. */
public final class GuestLanes implements AutoCloseable {
  public final ExecutorService engine = Executors.newSingleThreadExecutor();
  private final LaneWorld world = LaneWorld.withTopics(10);

  /** The turns of these lanes; they own one partition of {@link #partitions}. */
  public Guests guests() {
    return world.dispatcher.guests();
  }

  /** Partitions of destinations; the lanes have the first. */
  public static int partitions() {
    return LaneWorld.PARTITIONS;
  }

  /** A PDU of ours waits, or is in flight until {@link #accept}. */
  public void push(QueuedPdu pdu, String destination) {
    on(() -> world.accept(pdu, destination));
  }

  /** The destination takes what is in flight. */
  public void accept(String destination) {
    on(
        () -> {
          world.remotes.accept(destination);
          world.run();
        });
  }

  /** The partition goes to another worker. */
  public void lose() {
    on(() -> world.dispatcher.lose(java.util.Set.of(LaneWorld.PARTITION)));
  }

  /** How many transactions of ours were sent. */
  public int sent() {
    return world.remotes.sent.size();
  }

  /** How many PDUs have an outcome. */
  public int outcomes() {
    return world.outcomes.size();
  }

  private void on(Runnable action) {
    CompletableFuture.runAsync(action, engine).join();
  }

  @Override
  public void close() {
    engine.shutdownNow();
  }
}
