package dev.burdock.ingest.http;

import dev.burdock.http.server.BodyBudget;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Function;

/** A body that is handed on as it comes, and told as a whole at its end if it is not too large. */
final class Overheard implements ReadStream<Buffer> {
  private final ReadStream<Buffer> body;
  private final int maxBytes;
  private final BodyBudget.Share share;
  private final Function<Buffer, Future<?>> listener;
  private Buffer heard = Buffer.buffer();

  /**
   * @param maxBytes of a larger body nothing is kept
   * @param share what is kept counts here; nothing is kept without room
   * @param listener gets the whole body; it counts until that is done
   */
  Overheard(
      ReadStream<Buffer> body,
      int maxBytes,
      BodyBudget.Share share,
      Function<Buffer, Future<?>> listener) {
    this.body = body;
    this.maxBytes = maxBytes;
    this.share = share;
    this.listener = listener;
  }

  @Override
  public Overheard handler(Handler<Buffer> handler) {
    body.handler(handler == null ? null : part -> handler.handle(hear(part)));
    return this;
  }

  @Override
  public Overheard endHandler(Handler<Void> handler) {
    body.endHandler(
        ended -> {
          if (heard != null) {
            listener.apply(heard).onComplete(done -> share.give());
          }
          if (handler != null) {
            handler.handle(null);
          }
        });
    return this;
  }

  @Override
  public Overheard exceptionHandler(Handler<Throwable> handler) {
    body.exceptionHandler(
        broken -> {
          forget();
          if (handler != null) {
            handler.handle(broken);
          }
        });
    return this;
  }

  @Override
  public Overheard pause() {
    body.pause();
    return this;
  }

  @Override
  public Overheard resume() {
    body.resume();
    return this;
  }

  @Override
  public Overheard fetch(long amount) {
    body.fetch(amount);
    return this;
  }

  private Buffer hear(Buffer part) {
    if (heard != null
        && (heard.length() + part.length() > maxBytes || !share.grow(part.length()))) {
      forget();
    } else if (heard != null) {
      heard.appendBuffer(part);
    }
    return part;
  }

  private void forget() {
    heard = null;
    share.give();
  }
}
