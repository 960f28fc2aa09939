package dev.burdock.fanout.federation.out;

import dev.burdock.fanout.federation.client.WorkerAddress;
import dev.burdock.fanout.federation.config.FederationConfig;
import dev.burdock.fanout.federation.http.RemoteCalls;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.matrix.federation.InvalidAuthorizationException;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.sign.SigningKey;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the homeserver's own federation requests: transactions in the turn of their destination's
 * lane, all others beside it (R33).
 */
public final class WayOut implements Handler<HttpServerRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(WayOut.class);
  private static final int BAD_REQUEST = 400;
  private static final int PROXY_AUTHENTICATION = 407;
  private static final int TOO_LARGE = 413;
  private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Vertx vertx;
  private final byte[] expected;
  private final OutBodies bodies;
  private final OutRoutes routes;
  private final OutTransactions around;
  private final RemoteCalls calls;
  private final FederationMetrics metrics;
  private final AtomicLong warned = new AtomicLong(System.nanoTime() - WARN_NANOS);

  WayOut(Vertx vertx, String secret, OutBodies bodies, OutRoutes routes, OutTransactions around) {
    this.vertx = vertx;
    this.expected = ("Bearer " + secret).getBytes(StandardCharsets.UTF_8);
    this.bodies = bodies;
    this.routes = routes;
    this.around = around;
    this.calls = around.calls();
    this.metrics = routes.metrics();
  }

  /**
   * The way out of one worker.
   *
   * @param partitions of topic outbound
   * @param self where other workers reach this one
   * @param keys of our servers, by name
   */
  public static WayOut of(
      Vertx vertx,
      FederationConfig config,
      OutServer server,
      LaneTurns turns,
      RemoteCalls calls,
      OwnerDirectory owners,
      OwnerRelay relay,
      int partitions,
      WorkerAddress self,
      Map<String, SigningKey> keys,
      FederationMetrics metrics) {
    return new WayOut(
        vertx,
        config.out().secret(),
        server.bodies(),
        new OutRoutes(turns, owners, relay, partitions, self, config.out().hold(), metrics),
        new OutTransactions(
            turns,
            calls,
            new Resigner(keys),
            config.http().request(),
            config.http().responseBytes(),
            metrics));
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (!isHomeserver(request)) {
      metrics.out(FederationMetrics.Out.REFUSED);
      warn();
      refuse(request, PROXY_AUTHENTICATION, "not the secret of the way out");
      return;
    }
    Optional<OutTarget> target = OutTarget.parse(request.uri());
    if (target.isEmpty()) {
      metrics.out(FederationMetrics.Out.REFUSED);
      refuse(request, BAD_REQUEST, "expected " + OutTarget.SCHEME + "://SERVER/PATH");
      return;
    }
    Caller caller = new Caller(request);
    bodies
        .read(request, caller)
        .onSuccess(body -> take(new OutRequest(target.get(), request, caller, body)))
        .onFailure(error -> refuse(request, TOO_LARGE, error.getMessage()));
  }

  /** Tells an operator, not each time. */
  private void warn() {
    long now = System.nanoTime();
    long before = warned.get();
    if (now - before >= WARN_NANOS && warned.compareAndSet(before, now)) {
      LOG.warn("way_out_refused reason=\"wrong worker_replication_secret\"");
    }
  }

  private void take(OutRequest out) {
    Optional<String> txnId = out.target.transaction(out.method());
    Optional<XMatrix> signed = txnId.flatMap(any -> signed(out));
    if (signed.isPresent()) {
      metrics.out(FederationMetrics.Out.TRANSACTION);
      var context = vertx.getOrCreateContext();
      OutTransaction transaction =
          new OutTransaction(around, out, txnId.orElseThrow(), signed.get(), context);
      String origin = signed.get().origin().value();
      new Passage(routes, out, origin, transaction, context).begin();
    } else {
      metrics.out(FederationMetrics.Out.OTHER);
      beside(out);
    }
  }

  private void beside(OutRequest out) {
    RemoteCalls.Call call = out.call(calls);
    out.caller.whenGone(call::abandon);
    call.answer()
        .onSuccess(answer -> OutAnswers.stream(out.request, answer))
        .onFailure(error -> OutAnswers.failed(out.request.response(), error));
  }

  private static Optional<XMatrix> signed(OutRequest out) {
    try {
      return Optional.of(XMatrix.parse(out.request.getHeader("Authorization")));
    } catch (InvalidAuthorizationException e) {
      return Optional.empty();
    }
  }

  private boolean isHomeserver(HttpServerRequest request) {
    String shown = Optional.ofNullable(request.getHeader("Proxy-Authorization")).orElse("");
    return MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), expected);
  }

  private static void refuse(HttpServerRequest request, int status, String message) {
    request.response().putHeader("Connection", "close");
    OutAnswers.refuse(request.response(), status, message);
  }
}
