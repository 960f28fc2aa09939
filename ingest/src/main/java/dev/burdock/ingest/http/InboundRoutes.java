package dev.burdock.ingest.http;

import dev.burdock.ingest.inbound.Authenticator;
import dev.burdock.ingest.inbound.Forwarder;
import dev.burdock.ingest.inbound.OriginSlots;
import dev.burdock.ingest.inbound.StickyPdus;
import dev.burdock.ingest.inbound.TransactionMemory;
import dev.burdock.ingest.intake.Admission;
import dev.burdock.ingest.metrics.IngestMetrics;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.httpproxy.HttpProxy;
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
  private final Admission admission;
  private final int maxBodyBytes;
  private final Optional<HttpProxy> rest;
  private final IngestMetrics metrics;

  /**
   * @param recorder records sticky PDUs; empty when the homeserver's feed tells them
   * @param maxBodyBytes largest transaction
   * @param rest hands on everything else; empty when nothing else is served
   */
  public InboundRoutes(
      Authenticator authenticator,
      OriginSlots slots,
      Forwarder homeserver,
      Optional<StickyPdus> recorder,
      Admission admission,
      int maxBodyBytes,
      Optional<HttpProxy> rest,
      IngestMetrics metrics,
      Clock clock) {
    this.authenticator = authenticator;
    this.handler =
        new InboundHandler(
            authenticator, new TransactionMemory(), slots, homeserver, recorder, clock);
    this.admission = admission;
    this.maxBodyBytes = maxBodyBytes;
    this.rest = rest;
    this.metrics = metrics;
  }

  /** Adds the routes. */
  public void mount(Router router) {
    router
        .put(SEND)
        .handler(this::measure)
        .handler(new AdmissionHandler(admission, maxBodyBytes, MatrixErrors::limited))
        .failureHandler(this::failure);
    // A route of its own: Vert.x wants body handlers first in theirs.
    router.put(SEND).handler(BodyHandler.create(false).setBodyLimit(maxBodyBytes)).handler(handler);
    rest.ifPresent(
        proxy -> {
          proxy.addInterceptor(new AliveInterceptor(authenticator));
          router.route("/_matrix/federation/*").handler(it -> proxy.handle(it.request()));
          router.route("/_matrix/key/*").handler(it -> proxy.handle(it.request()));
        });
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
    } else {
      LOG.warn("path={} failed: {}", context.normalizedPath(), String.valueOf(context.failure()));
      MatrixErrors.unavailable(context, "internal error");
    }
  }
}
