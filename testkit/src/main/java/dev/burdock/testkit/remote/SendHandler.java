package dev.burdock.testkit.remote;

import dev.burdock.matrix.hash.Sha256;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation.Breach;
import dev.burdock.testkit.guarantee.Observation.Result;
import dev.burdock.testkit.guarantee.Observation.Send;
import dev.burdock.testkit.remote.TransactionCheck.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Takes transactions in the way that a fault says, and tells a history what became of each. */
final class SendHandler {
  private static final String PATH = "/_matrix/federation/v1/send/";
  private static final long DRIP_MS = 1_000;
  private static final int CHUNK = 16_384;
  private static final long SLOW_MS = 600;
  private static final int BUSY_EVERY = 5;
  private static final String LONG = "1000000";

  private final Vertx vertx;
  private final TransactionCheck check;
  private final History history;
  private final Clock clock;
  private final AtomicInteger received = new AtomicInteger();

  SendHandler(Vertx vertx, TransactionCheck check, History history, Clock clock) {
    this.vertx = vertx;
    this.check = check;
    this.history = history;
    this.clock = clock;
  }

  /** One transaction on its way into the history. */
  private final class Incoming {
    private final HttpServerRequest request;
    private final String destination;
    private final long startedAt = clock.millis();
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicReference<Result> result = new AtomicReference<>(Result.FAILED);
    private volatile byte[] body = new byte[0];
    private volatile List<String> eventIds = List.of();

    Incoming(HttpServerRequest request) {
      this.request = request;
      this.destination = request.authority().toString();
    }

    /** Tells the history, the first time. */
    void end() {
      if (told.compareAndSet(false, true)) {
        history.add(
            new Send(
                destination,
                request.remoteAddress().host(),
                request.path().substring(PATH.length()),
                hash(body),
                eventIds,
                startedAt,
                clock.millis(),
                result.get()));
      }
    }
  }

  void handle(HttpServerRequest request, Fault fault, Temper temper, Runnable done) {
    if (!request.path().startsWith(PATH)) {
      done.run();
      request.response().setStatusCode(404).end("{\"errcode\":\"M_UNRECOGNIZED\",\"error\":\"\"}");
      return;
    }
    Incoming arrival = new Incoming(request);
    request
        .response()
        .closeHandler(
            closed -> {
              done.run();
              arrival.end();
            });
    request
        .body()
        .onSuccess(body -> take(arrival, body.getBytes(), fault, temper))
        .onFailure(gone -> arrival.end());
    request.response().endHandler(ended -> done.run());
  }

  private void take(Incoming arrival, byte[] body, Fault fault, Temper temper) {
    arrival.body = body;
    try {
      arrival.eventIds =
          check.eventIds(
              arrival.destination,
              arrival.request.uri(),
              arrival.request.getHeader(HttpHeaders.AUTHORIZATION),
              body);
    } catch (RefusedException e) {
      history.add(new Breach(arrival.destination, e.getMessage(), clock.millis()));
      end(arrival, e.status, "{\"errcode\":\"M_UNKNOWN\",\"error\":\"refused\"}");
      return;
    }
    switch (fault) {
      case NONE -> accept(arrival, temper);
      case HANG -> {
        // Until the sender has had enough.
      }
      case DRIP -> drip(arrival);
      case RESET -> arrival.request.connection().close();
      case DROP -> drop(arrival);
      case SERVER_ERROR -> end(arrival, 500, "{\"errcode\":\"M_UNKNOWN\",\"error\":\"ill\"}");
      case LIMIT -> limit(arrival);
      case GARBAGE -> end(arrival, 200, "<html>It works!</html>");
      case ENDLESS -> pour(arrival.request.response().setChunked(true));
      // Connections from before the fault.
      case REFUSE, EXPIRED_CERTIFICATE, OTHER_CERTIFICATE -> arrival.request.connection().close();
    }
  }

  private void accept(Incoming arrival, Temper temper) {
    switch (temper) {
      case STEADY -> accept(arrival);
      case SLOW -> vertx.setTimer(SLOW_MS, id -> accept(arrival));
      case BUSY -> {
        if (received.incrementAndGet() % BUSY_EVERY == 0) {
          limit(arrival);
        } else {
          accept(arrival);
        }
      }
    }
  }

  private static void limit(Incoming arrival) {
    arrival.result.set(Result.DELAYED);
    end(arrival, 429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"later\"}");
  }

  /** Nobody knows whether a sender has read an answer that could not be written to its end. */
  private static void accept(Incoming arrival) {
    arrival.result.set(Result.UNHEARD);
    StringBuilder results = new StringBuilder("{\"pdus\":{");
    for (String id : arrival.eventIds) {
      results.append(results.charAt(results.length() - 1) == '{' ? "\"" : ",\"").append(id);
      results.append("\":{}");
    }
    response(arrival, 200)
        .end(results.append("}}").toString())
        .onComplete(
            written -> {
              if (written.succeeded()) {
                arrival.result.set(Result.ACCEPTED);
              }
              arrival.end();
            });
  }

  private void drip(Incoming arrival) {
    HttpServerResponse response = response(arrival, 200);
    response.putHeader(HttpHeaders.CONTENT_LENGTH, LONG);
    vertx.setPeriodic(
        DRIP_MS,
        id -> {
          if (response.closed()) {
            vertx.cancelTimer(id);
          } else {
            response.write(" ").onFailure(gone -> vertx.cancelTimer(id));
          }
        });
  }

  private static void drop(Incoming arrival) {
    arrival.result.set(Result.UNHEARD);
    HttpServerResponse response = response(arrival, 200);
    response.putHeader(HttpHeaders.CONTENT_LENGTH, LONG);
    response.write("{\"pdus\":").onComplete(written -> arrival.request.connection().close());
  }

  private void pour(HttpServerResponse response) {
    Future<Void> written = response.write(Buffer.buffer(" ".repeat(CHUNK)));
    written.onSuccess(more -> vertx.runOnContext(again -> pour(response)));
  }

  private static void end(Incoming arrival, int status, String body) {
    response(arrival, status).end(body).onComplete(written -> arrival.end());
  }

  private static HttpServerResponse response(Incoming arrival, int status) {
    return arrival
        .request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
  }

  private static String hash(byte[] body) {
    return body.length == 0 ? "" : HexFormat.of().formatHex(Sha256.of(body));
  }
}
