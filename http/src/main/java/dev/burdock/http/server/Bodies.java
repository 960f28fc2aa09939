package dev.burdock.http.server;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the bodies of requests into memory, within a budget: nothing is kept for what a request
 * announces. A later handler finds the body by {@link #of}; its bytes count until the request is
 * answered, or until {@link #release} where work goes on after that.
 */
public final class Bodies implements Handler<RoutingContext> {
  private static final String BODY = Bodies.class.getName() + ".body";
  private static final String HELD = Bodies.class.getName() + ".held";

  private final BodyBudget budget;
  private final int maxBytes;
  private final Handler<RoutingContext> tooLarge;
  private final Handler<RoutingContext> full;
  private final Handler<RoutingContext> next;

  /**
   * A reader of bodies.
   *
   * @param maxBytes of the largest body
   * @param tooLarge answers a request with a larger one; its connection is closed after that
   * @param full answers a request for whose body there is no room now; likewise
   */
  public Bodies(
      BodyBudget budget,
      int maxBytes,
      Handler<RoutingContext> tooLarge,
      Handler<RoutingContext> full) {
    this(budget, maxBytes, tooLarge, full, RoutingContext::next);
  }

  /**
   * The same.
   *
   * @param next gets the requests whose body is there
   */
  public Bodies(
      BodyBudget budget,
      int maxBytes,
      Handler<RoutingContext> tooLarge,
      Handler<RoutingContext> full,
      Handler<RoutingContext> next) {
    this.budget = budget;
    this.maxBytes = maxBytes;
    this.tooLarge = tooLarge;
    this.full = full;
    this.next = next;
  }

  /** Whether a request announces a larger body than may be. */
  public static boolean announces(HttpServerRequest request, int maxBytes) {
    String length = request.getHeader("Content-Length");
    return length != null && Long.parseLong(length) > maxBytes;
  }

  /** The body of a request that was read; empty when it had none. */
  public static Buffer of(RoutingContext context) {
    Buffer body = context.get(BODY);
    return body == null ? Buffer.buffer() : body;
  }

  /** From now on the body counts until {@link #release}, not until the answer. */
  public static void keep(RoutingContext context) {
    Held held = context.get(HELD);
    held.kept = true;
  }

  /** The body counts no more. */
  public static void release(RoutingContext context) {
    Held held = context.get(HELD);
    held.share.give();
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (announces(request, maxBytes)) {
      refuse(context, tooLarge);
      return;
    }
    Held held = new Held(budget.share(request));
    context.put(HELD, held);
    context.addEndHandler(ended -> held.answered());
    request.exceptionHandler(
        gone -> {
          held.forget();
          held.share.give();
        });
    request.handler(
        part -> {
          if (held.over) {
            return;
          }
          if (held.length + part.length() > maxBytes) {
            held.forget();
            refuse(context, tooLarge);
          } else if (!held.share.grow(part.length())) {
            held.forget();
            refuse(context, full);
          } else {
            held.add(part);
          }
        });
    request.endHandler(
        ended -> {
          if (!held.over) {
            context.put(BODY, held.whole());
            next.handle(context);
          }
        });
  }

  private static void refuse(RoutingContext context, Handler<RoutingContext> answer) {
    context.response().putHeader("Connection", "close");
    answer.handle(context);
  }

  /** What a request holds of the budget. */
  private static final class Held {
    private final BodyBudget.Share share;
    private List<Buffer> parts = new ArrayList<>();
    private long length;
    private boolean over;
    private volatile boolean kept;

    Held(BodyBudget.Share share) {
      this.share = share;
    }

    void add(Buffer part) {
      parts.add(part);
      length += part.length();
    }

    /** The body; its parts are not needed any more. */
    Buffer whole() {
      Buffer whole = parts.size() == 1 ? parts.get(0) : Buffer.buffer((int) length);
      if (parts.size() > 1) {
        parts.forEach(whole::appendBuffer);
      }
      parts = List.of();
      return whole;
    }

    /** What came is not kept, and nothing more is: its connection may stay for some time. */
    void forget() {
      over = true;
      parts = List.of();
    }

    void answered() {
      if (!kept) {
        share.give();
      }
    }
  }
}
