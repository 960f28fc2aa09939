package dev.burdock.fanout.federation.out;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/** The homeserver's side of one request, and who is to know when it is over. */
final class Caller {
  private final HttpServerResponse response;
  private final List<Runnable> whenOver = new ArrayList<>();
  private final List<Runnable> whenGone = new ArrayList<>();
  private boolean over;

  Caller(HttpServerRequest request) {
    this.response = request.response();
    // Called for a connection that is closed, too.
    response.endHandler(over -> end(!response.ended()));
    response.closeHandler(closed -> end(true));
  }

  /** Whether nobody waits for an answer any more. */
  boolean isOver() {
    return over || response.closed();
  }

  /** Runs something once it is answered, or nobody waits for that. */
  void whenOver(Runnable action) {
    whenOver.add(action);
  }

  /** Runs something when the homeserver waits no more, unanswered. */
  void whenGone(Runnable action) {
    whenGone.add(action);
  }

  private void end(boolean gone) {
    if (over) {
      return;
    }
    over = true;
    whenOver.forEach(Runnable::run);
    if (gone) {
      whenGone.forEach(Runnable::run);
    }
  }
}
