package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Everything that the gateway does not answer itself, unread; only tokens of ours that come back in
 * the query ({@code /messages}, {@code /relations}, {@code /keys/changes}, {@code /members}) become
 * the homeserver's own again, and a sticky send has its duration under both names.
 */
final class PassThrough implements Handler<HttpServerRequest> {
  private static final Set<String> TOKENS = Set.of("from", "to", "at", "since", "pos");
  private static final Pattern SEND =
      Pattern.compile("/_matrix/client/[^?]*/rooms/[^/?]+/send/[^?]*\\?");

  private final HttpProxy proxy;

  PassThrough(Upstream upstream) {
    this.proxy =
        HttpProxy.reverseProxy(upstream.client())
            .origin(upstream.port(), upstream.host())
            .addInterceptor(new Unwrapping());
  }

  @Override
  public void handle(HttpServerRequest request) {
    proxy.handle(request);
  }

  static String unwrapped(String uri) {
    return WrappedToken.mayBeIn(uri)
        ? RawQuery.map(
            uri,
            (name, value) -> TOKENS.contains(name) ? WrappedToken.parse(value).upstream() : value)
        : uri;
  }

  /** The homeserver may know one of the names alone. */
  static String withBothNames(String uri) {
    if (!SEND.matcher(uri).lookingAt()) {
      return uri;
    }
    String unstable = RawQuery.value(uri, StickyNames.UNSTABLE.queryParameter());
    String stable = RawQuery.value(uri, StickyNames.STABLE.queryParameter());
    if ((unstable == null) == (stable == null)) {
      return uri;
    }
    return stable == null
        ? RawQuery.with(uri, StickyNames.STABLE.queryParameter(), unstable)
        : RawQuery.with(uri, StickyNames.UNSTABLE.queryParameter(), stable);
  }

  private static final class Unwrapping implements ProxyInterceptor {
    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
      HttpServerRequest client = context.request().proxiedRequest();
      context.request().setURI(withBothNames(unwrapped(context.request().getURI())));
      Upstream.forwardedFor(client, context.request().headers());
      return context.sendRequest();
    }
  }
}
