package dev.burdock.ingest.http;

import dev.burdock.http.domain.Clients;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.http.server.Peers;
import dev.burdock.ingest.inbound.Authenticator;
import dev.burdock.matrix.MatrixException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the signatures of requests that are handed on: the homeserver decides who may ask, but one
 * that we can check too says that its origin lives (R25).
 */
public final class AliveCheck {
  private static final Logger LOG = LoggerFactory.getLogger(AliveCheck.class);

  /** Of a larger body nothing is kept. */
  public static final int MAX_BYTES = 1 << 20;

  private final Authenticator authenticator;
  private final Clients clients;
  private final BodyBudget bodies;

  AliveCheck(Authenticator authenticator, Clients clients, BodyBudget bodies) {
    this.authenticator = authenticator;
    this.clients = clients;
    this.bodies = bodies;
  }

  /** The body of a request that is handed on, which is checked when it has gone by. */
  ReadStream<Buffer> overhear(HttpServerRequest request) {
    if (!claims(request)) {
      return request;
    }
    if (HttpMethod.GET.equals(request.method())) {
      check(request, Buffer.buffer());
      return request;
    }
    return new Overheard(request, MAX_BYTES, bodies.share(request), body -> check(request, body));
  }

  private boolean claims(HttpServerRequest request) {
    try {
      authenticator.read(request.getHeader("Authorization"));
      return true;
    } catch (MatrixException e) {
      return false;
    }
  }

  private Future<Authenticator.Authenticated> check(HttpServerRequest request, Buffer body) {
    return authenticator
        .check(
            request.method().name(),
            request.uri(),
            request.getHeader("Authorization"),
            body,
            Peers.address(request, clients))
        .onFailure(error -> LOG.debug("path={} not authenticated", request.path()));
  }
}
