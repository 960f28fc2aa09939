package dev.burdock.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.http.domain.Clients;
import dev.burdock.http.proxy.Forwarding;
import dev.burdock.http.server.Bodies;
import dev.burdock.http.server.Peers;
import dev.burdock.ingest.domain.FederationTransaction;
import dev.burdock.ingest.inbound.Authenticator;
import dev.burdock.ingest.inbound.FederationResponse;
import dev.burdock.ingest.inbound.Forwarder;
import dev.burdock.ingest.inbound.OriginSlots;
import dev.burdock.ingest.inbound.StickyPdus;
import dev.burdock.ingest.inbound.TransactionMemory;
import dev.burdock.ingest.intake.Admission;
import dev.burdock.ingest.keys.KeysUnavailableException;
import dev.burdock.ingest.publish.PublishException;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.schemas.run.Fatal;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code PUT /_matrix/federation/v1/send/{txnId}}: checks who sends and how much, has the
 * homeserver take it, records what is sticky, and answers as the homeserver did.
 */
final class InboundHandler implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(InboundHandler.class);

  private final Authenticator authenticator;
  private final TransactionMemory memory;
  private final Admission admission;
  private final OriginSlots slots;
  private final Forwarder homeserver;
  private final Optional<StickyPdus> recorder;
  private final Clients clients;
  private final Clock clock;

  /**
   * @param admission of the transactions that proved themselves: who must still do so takes none
   * @param recorder records sticky PDUs; empty when the homeserver's feed tells them
   * @param clients who its requests come from
   */
  InboundHandler(
      Authenticator authenticator,
      TransactionMemory memory,
      Admission admission,
      OriginSlots slots,
      Forwarder homeserver,
      Optional<StickyPdus> recorder,
      Clients clients,
      Clock clock) {
    this.authenticator = authenticator;
    this.memory = memory;
    this.admission = admission;
    this.slots = slots;
    this.homeserver = homeserver;
    this.recorder = recorder;
    this.clients = clients;
    this.clock = clock;
  }

  /** Lets a request on to its body when it says who sends it and that it is for us. */
  void admit(RoutingContext context) {
    try {
      authenticator.read(context.request().getHeader("Authorization"));
      context.next();
    } catch (MatrixException e) {
      failed(context, e);
    }
  }

  @Override
  public void handle(RoutingContext context) {
    long receivedTs = clock.millis();
    Bodies.keep(context);
    HttpServerRequest request = context.request();
    Buffer body = Bodies.of(context);
    authenticator
        .check(
            "PUT",
            request.uri(),
            request.getHeader("Authorization"),
            body,
            Peers.address(request, clients))
        .compose(known -> take(context, known, body, receivedTs))
        .onComplete(
            result -> {
              Bodies.release(context);
              context
                  .vertx()
                  .runOnContext(
                      answer -> {
                        if (result.succeeded()) {
                          answer(context, result.result());
                        } else {
                          failed(context, result.cause());
                        }
                      });
            });
  }

  private Future<FederationResponse> take(
      RoutingContext context, Authenticator.Authenticated known, Buffer body, long receivedTs) {
    ObjectNode content =
        known.content().orElseThrow(() -> InvalidJsonException.notJson("JSON: empty"));
    FederationTransaction transaction = FederationTransaction.of(content);
    String origin = known.origin();
    String destination = known.destination();
    Optional<Runnable> place = admission.admit();
    if (place.isEmpty()) {
      return Future.failedFuture(new TooManyException("too many requests at once"));
    }
    return memory
        .once(
            origin,
            context.pathParam("txnId"),
            () -> {
              if (!slots.take(origin)) {
                return Future.failedFuture(new TooManyException("too many transactions at once"));
              }
              return forward(context, body)
                  .compose(answer -> record(origin, destination, transaction, answer, receivedTs))
                  .onComplete(result -> slots.give(origin));
            })
        .onComplete(settled -> place.get().run());
  }

  private Future<FederationResponse> forward(RoutingContext context, Buffer body) {
    HttpServerRequest request = context.request();
    return homeserver
        .send(HttpMethod.PUT, request.uri(), Forwarding.headers(request, clients), body)
        .recover(error -> Future.failedFuture(new HomeserverAwayException(error)));
  }

  private Future<FederationResponse> record(
      String origin,
      String destination,
      FederationTransaction transaction,
      FederationResponse answer,
      long receivedTs) {
    if (answer.status() != 200 || recorder.isEmpty()) {
      return Future.succeededFuture(answer);
    }
    return recorder
        .get()
        .record(origin, destination, transaction, answer.body().getBytes(), receivedTs)
        .map(answer);
  }

  private static void answer(RoutingContext context, FederationResponse answer) {
    if (!context.response().ended() && !context.response().closed()) {
      context.response().setStatusCode(answer.status()).headers().addAll(answer.headers());
      context.response().end(answer.body());
    }
  }

  private static void failed(RoutingContext context, Throwable error) {
    if (error instanceof TooManyException) {
      MatrixErrors.limited(context, error.getMessage());
    } else if (error instanceof KeysUnavailableException keys) {
      if (keys.isBusy()) {
        MatrixErrors.limited(context, keys.getMessage());
      } else {
        MatrixErrors.send(context, 401, "M_UNAUTHORIZED", keys.getMessage());
      }
    } else if (error instanceof MatrixException malformed) {
      int status = malformed.errcode().equals("M_UNAUTHORIZED") ? 401 : 400;
      MatrixErrors.send(context, status, malformed.errcode(), malformed.getMessage());
    } else if (error instanceof HomeserverAwayException) {
      MatrixErrors.send(context, 502, "M_UNKNOWN", "the homeserver does not answer");
    } else if (error instanceof PublishException) {
      MatrixErrors.unavailable(context, "events cannot be recorded now");
    } else {
      Fatal.tell(error);
      LOG.error("path={} failed", context.normalizedPath(), error);
      MatrixErrors.unavailable(context, "internal error");
    }
  }

  /** The origin, or all together, have as many transactions under way as they may. */
  private static final class TooManyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyException(String message) {
      super(message);
    }
  }

  /** The homeserver did not answer. */
  private static final class HomeserverAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HomeserverAwayException(Throwable cause) {
      super(cause);
    }
  }
}
