package dev.burdock.ingest.http;

import dev.burdock.ingest.domain.Batch;
import dev.burdock.ingest.intake.Intake;
import dev.burdock.ingest.intake.Transaction;
import dev.burdock.ingest.intake.Transactions;
import dev.burdock.ingest.publish.PublishException;
import dev.burdock.matrix.MatrixException;
import dev.burdock.schemas.event.Feed;
import io.vertx.core.Handler;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the transactions of one feed; answers 200 when Kafka acknowledged all of it. */
final class FeedHandler implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(FeedHandler.class);

  private final Feed feed;
  private final BatchReader reader;
  private final Function<Batch, JsonObject> answer;
  private final Transactions transactions;
  private final Intake intake;
  private final WorkerExecutor workers;
  private final Clock clock;

  /**
   * @param reader reads a body
   * @param answer the body of the answer to a batch that was recorded
   */
  FeedHandler(
      Feed feed,
      BatchReader reader,
      Function<Batch, JsonObject> answer,
      Transactions transactions,
      Intake intake,
      WorkerExecutor workers,
      Clock clock) {
    this.feed = feed;
    this.reader = reader;
    this.answer = answer;
    this.transactions = transactions;
    this.intake = intake;
    this.workers = workers;
    this.clock = clock;
  }

  /** Reads the body of a request. */
  @FunctionalInterface
  interface BatchReader {
    /**
     * Reads a body.
     *
     * @param receivedTs when it arrived, ms
     * @throws MatrixException when the body as a whole is malformed
     */
    Batch read(byte[] body, long receivedTs);
  }

  private record Prepared(Batch batch, Transaction transaction) {}

  @Override
  public void handle(RoutingContext context) {
    long receivedTs = clock.millis();
    Buffer body = context.body().buffer();
    AdmissionHandler.Place place = AdmissionHandler.place(context);
    place.busy();
    workers
        .executeBlocking(() -> prepare(body, receivedTs), false)
        .onComplete(
            prepared -> {
              if (prepared.failed()) {
                place.leave();
                failed(context, prepared.cause());
                return;
              }
              Intake.Progress progress = intake.take(prepared.result().transaction);
              progress.settled().onComplete(settled -> place.leave());
              progress
                  .answer()
                  .onComplete(
                      done ->
                          context
                              .vertx()
                              .runOnContext(x -> recorded(context, prepared.result().batch)),
                      error -> context.vertx().runOnContext(x -> failed(context, error)));
            });
  }

  private Prepared prepare(Buffer body, long receivedTs) {
    Batch batch = reader.read(body == null ? new byte[0] : body.getBytes(), receivedTs);
    return new Prepared(
        batch, transactions.of(feed, batch.serverName(), batch.items(), receivedTs));
  }

  private void recorded(RoutingContext context, Batch batch) {
    if (!context.response().ended() && !context.response().closed()) {
      context
          .response()
          .putHeader("Content-Type", "application/json")
          .end(answer.apply(batch).toBuffer());
    }
  }

  private static void failed(RoutingContext context, Throwable error) {
    if (error instanceof MatrixException malformed) {
      MatrixErrors.badRequest(context, malformed);
    } else if (error instanceof PublishException) {
      MatrixErrors.unavailable(context, "events cannot be recorded now");
    } else {
      LOG.error("path={} failed", context.normalizedPath(), error);
      MatrixErrors.unavailable(context, "internal error");
    }
  }
}
