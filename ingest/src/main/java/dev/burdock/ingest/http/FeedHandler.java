package dev.burdock.ingest.http;

import dev.burdock.http.server.Bodies;
import dev.burdock.ingest.domain.FeedBatch;
import dev.burdock.ingest.intake.BatchPreparer;
import dev.burdock.ingest.intake.BatchWriter;
import dev.burdock.ingest.intake.PreparedBatch;
import dev.burdock.ingest.publish.PublishException;
import dev.burdock.matrix.MatrixException;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.run.Fatal;
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
  private final Function<FeedBatch, JsonObject> answer;
  private final BatchPreparer preparer;
  private final BatchWriter writer;
  private final WorkerExecutor workers;
  private final Clock clock;

  /**
   * @param reader reads a body
   * @param answer the body of the answer to a batch that was recorded
   */
  FeedHandler(
      Feed feed,
      BatchReader reader,
      Function<FeedBatch, JsonObject> answer,
      BatchPreparer preparer,
      BatchWriter writer,
      WorkerExecutor workers,
      Clock clock) {
    this.feed = feed;
    this.reader = reader;
    this.answer = answer;
    this.preparer = preparer;
    this.writer = writer;
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
    FeedBatch read(byte[] body, long receivedTs);
  }

  private record Prepared(FeedBatch batch, PreparedBatch prepared) {}

  @Override
  public void handle(RoutingContext context) {
    long receivedTs = clock.millis();
    Buffer body = Bodies.of(context);
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
              BatchWriter.Progress progress = writer.take(prepared.result().prepared);
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
    FeedBatch batch = reader.read(body.getBytes(), receivedTs);
    return new Prepared(batch, preparer.of(feed, batch.serverName(), batch.elements(), receivedTs));
  }

  private void recorded(RoutingContext context, FeedBatch batch) {
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
      Fatal.tell(error);
      LOG.error("path={} failed", context.normalizedPath(), error);
      MatrixErrors.unavailable(context, "internal error");
    }
  }
}
