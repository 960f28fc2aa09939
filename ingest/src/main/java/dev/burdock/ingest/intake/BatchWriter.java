package dev.burdock.ingest.intake;

import dev.burdock.ingest.publish.PublishException;
import dev.burdock.ingest.publish.Publisher;
import dev.burdock.ingest.publish.RoomTurns;
import dev.burdock.ingest.room.Introductions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Brings a batch into Kafka: introduces its rooms, waits its turn, publishes. */
public final class BatchWriter {
  private final Vertx vertx;
  private final Introductions introductions;
  private final Publisher publisher;
  private final RoomTurns turns;
  private final Duration timeout;

  /**
   * @param timeout longest wait for a turn and Kafka's acknowledgement
   */
  public BatchWriter(
      Vertx vertx,
      Introductions introductions,
      Publisher publisher,
      RoomTurns turns,
      Duration timeout) {
    this.vertx = vertx;
    this.introductions = introductions;
    this.publisher = publisher;
    this.turns = turns;
    this.timeout = timeout;
  }

  /**
   * What became of a batch.
   *
   * @param answer done when Kafka acknowledged everything; fails with {@link PublishException} when
   *     it did not within the timeout
   * @param settled done when nothing of it is under way any more
   */
  public record Progress(Future<Void> answer, Future<Void> settled) {}

  /** Takes a batch. */
  public Progress take(PreparedBatch batch) {
    if (batch.isEmpty()) {
      return new Progress(Future.succeededFuture(), Future.succeededFuture());
    }
    Promise<Void> answer = Promise.promise();
    Future<Void> settled =
        introductions.introduce(batch.unknownRooms()).compose(introduced -> publish(batch, answer));
    settled.onComplete(
        result -> {
          if (result.succeeded()) {
            answer.tryComplete();
          } else {
            answer.tryFail(result.cause());
          }
        });
    return new Progress(answer.future(), settled.otherwiseEmpty());
  }

  private Future<Void> publish(PreparedBatch batch, Promise<Void> answer) {
    long timer =
        vertx.setTimer(
            timeout.toMillis(),
            id -> answer.tryFail(new PublishException("Kafka: no acknowledgement in time", null)));
    return turns
        .inTurn(
            batch.rooms(),
            () ->
                publisher.publish(
                    batch.records(), batch.deadLetters(), () -> answer.future().isComplete()))
        .onSuccess(done -> batch.createdRooms().forEach(introductions::remember))
        .onComplete(result -> vertx.cancelTimer(timer));
  }
}
