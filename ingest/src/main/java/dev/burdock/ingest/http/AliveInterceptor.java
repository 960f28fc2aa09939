package dev.burdock.ingest.http;

import dev.burdock.ingest.inbound.Authenticator;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the signatures of requests that are handed on: the homeserver decides who may ask, but one
 * that we can check too says that its origin lives (R25).
 */
final class AliveInterceptor implements ProxyInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(AliveInterceptor.class);
  private static final int MAX_BYTES = 1 << 20;

  private final Authenticator authenticator;

  AliveInterceptor(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
    ProxyRequest request = context.request();
    HttpServerRequest asked = request.proxiedRequest();
    if (asked.getHeader("Authorization") != null) {
      if (HttpMethod.GET.equals(asked.method())) {
        check(asked, Buffer.buffer());
      } else {
        Body body = request.getBody();
        Overheard overheard = new Overheard(body.stream(), MAX_BYTES, whole -> check(asked, whole));
        request.setBody(Body.body(overheard, body.length()));
      }
    }
    return context.sendRequest();
  }

  private void check(HttpServerRequest asked, Buffer body) {
    authenticator
        .check(
            asked.method().name(),
            asked.uri(),
            asked.getHeader("Authorization"),
            body,
            asked.remoteAddress().hostAddress())
        .onFailure(error -> LOG.debug("path={} not authenticated", asked.path()));
  }
}
