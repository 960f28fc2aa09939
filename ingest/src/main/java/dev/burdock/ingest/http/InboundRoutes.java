package dev.burdock.ingest.http;

import dev.burdock.http.domain.Clients;
import dev.burdock.http.proxy.Relay;
import dev.burdock.http.server.Bodies;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.ingest.inbound.Authenticator;
import dev.burdock.ingest.inbound.Forwarder;
import dev.burdock.ingest.inbound.OriginSlots;
import dev.burdock.ingest.inbound.StickyPdus;
import dev.burdock.ingest.inbound.TransactionMemory;
import dev.burdock.ingest.intake.Admission;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.schemas.run.Fatal;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths of inbound federation. */
public final class InboundRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(InboundRoutes.class);
  private static final String SEND = "/_matrix/federation/v1/send/:txnId";
  private static final String FEED = "federation";

  private final Authenticator authenticator;
  private final InboundHandler handler;
  private final BodyBudget bodies;
  private final BodyBudget overheard;
  private final Clients clients;
  private final int maxBodyBytes;
  private final Optional<Relay> rest;
  private final IngestMetrics metrics;

  /**
   * @param recorder records sticky PDUs; empty when the homeserver's feed tells them
   * @param admission of the transactions that proved themselves
   * @param bodies of the requests under way
   * @param overheard bodies that are handed on and looked at on the way
   * @param maxBodyBytes largest transaction
   * @param clients who its requests come from
   * @param rest hands on everything else; empty when nothing else is served
   */
  public InboundRoutes(
      Authenticator authenticator,
      OriginSlots slots,
      Forwarder homeserver,
      Optional<StickyPdus> recorder,
      Admission admission,
      BodyBudget bodies,
      BodyBudget overheard,
      int maxBodyBytes,
      Clients clients,
      Optional<Relay> rest,
      IngestMetrics metrics,
      Clock clock) {
    this.authenticator = authenticator;
    this.handler =
        new InboundHandler(
            authenticator,
            new TransactionMemory(),
            admission,
            slots,
            homeserver,
            recorder,
            clients,
            clock);
    this.bodies = bodies;
    this.overheard = overheard;
    this.clients = clients;
    this.maxBodyBytes = maxBodyBytes;
    this.rest = rest;
    this.metrics = metrics;
  }

  /** Adds the routes. */
  public void mount(Router router) {
    router
        .put(SEND)
        .handler(this::measure)
        .handler(this::admit)
        .handler(
            new Bodies(
                bodies,
                maxBodyBytes,
                context -> AdmissionHandler.tooLarge(context, maxBodyBytes),
                context -> MatrixErrors.limited(context, "too many bodies at once")))
        .handler(handler)
        .failureHandler(this::failure);
    rest.ifPresent(
        relay -> {
          AliveCheck alive = new AliveCheck(authenticator, clients, overheard);
          Handler<RoutingContext> pass =
              context ->
                  relay.handle(
                      context.request(),
                      context.request().uri(),
                      alive.overhear(context.request()));
          router.route("/_matrix/federation/*").handler(pass);
          router.route("/_matrix/key/*").handler(pass);
        });
  }

  /** Answers a request that the homeserver did not. */
  public static void unreachable(HttpServerRequest request) {
    MatrixErrors.send(request.response(), 502, "M_UNKNOWN", "the homeserver does not answer");
  }

  /** Answers a request of an address that has too many under way. */
  public static void tooMany(HttpServerRequest request) {
    MatrixErrors.limited(request.response(), "too many requests at once");
  }

  /** Who says nothing of himself has no body read; who announces too much is told that first. */
  private void admit(RoutingContext context) {
    if (Bodies.announces(context.request(), maxBodyBytes)) {
      context.next();
    } else {
      handler.admit(context);
    }
  }

  private void measure(RoutingContext context) {
    long started = System.nanoTime();
    context.addEndHandler(
        ended ->
            metrics.request(
                FEED,
                context.response().getStatusCode(),
                Duration.ofNanos(System.nanoTime() - started)));
    context.next();
  }

  private void failure(RoutingContext context) {
    if (context.statusCode() == 413) {
      AdmissionHandler.tooLarge(context, maxBodyBytes);
    } else if (context.statusCode() >= 400 && context.statusCode() < 500) {
      MatrixErrors.send(context, context.statusCode(), "M_UNKNOWN", "request: malformed");
    } else {
      Fatal.tell(context.failure());
      LOG.warn("path={} failed: {}", context.normalizedPath(), String.valueOf(context.failure()));
      MatrixErrors.unavailable(context, "internal error");
    }
  }
}
