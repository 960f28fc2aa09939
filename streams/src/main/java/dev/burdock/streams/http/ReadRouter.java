package dev.burdock.streams.http;

import dev.burdock.streams.config.ReadsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.List;
import java.util.function.Supplier;

/**
 * Brings a read to a node that can answer it: the active one, else a standby, in turn. What was
 * forwarded once is answered or refused here, so nothing goes in circles.
 */
final class ReadRouter {
  /** Present on a request that another node forwarded. */
  static final String FORWARDED = "Burdock-Forwarded";

  private static final int MARGIN_MS = 1_000;

  private final Vertx vertx;
  private final WebClient client;
  private final ReadsConfig config;

  ReadRouter(Vertx vertx, ReadsConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.client = WebClient.create(vertx, new WebClientOptions().setConnectTimeout(MARGIN_MS));
  }

  /**
   * @param owners who holds a copy; asked on a worker thread
   * @param local the read on this node
   */
  Future<ReadResponse> route(HttpServerRequest request, Supplier<Owners> owners, LocalRead local) {
    if (request.headers().contains(FORWARDED)) {
      return local.answer();
    }
    String uri = request.uri();
    return vertx
        .executeBlocking(owners::get, false)
        .compose(
            known -> known.nodes().isEmpty() ? local.answer() : ask(uri, known.nodes(), local));
  }

  void close() {
    client.close();
  }

  private Future<ReadResponse> ask(String uri, List<Owners.Node> nodes, LocalRead local) {
    Owners.Node first = nodes.get(0);
    Future<ReadResponse> answer = first.self() ? local.answer() : forward(uri, first);
    List<Owners.Node> rest = nodes.subList(1, nodes.size());
    return rest.isEmpty()
        ? answer
        : answer.compose(
            given ->
                given.status() == ReadResponse.UNAVAILABLE
                    ? ask(uri, rest, local)
                    : Future.succeededFuture(given));
  }

  private Future<ReadResponse> forward(String uri, Owners.Node node) {
    return client
        .request(HttpMethod.GET, node.port(), node.host(), uri)
        .putHeader(FORWARDED, "1")
        .putHeader(HttpHeaders.AUTHORIZATION.toString(), "Bearer " + config.secret())
        .timeout(config.waitMs() + MARGIN_MS)
        .send()
        .map(ReadRouter::answer)
        .otherwise(failure -> ReadResponse.unavailable("the owner does not answer"));
  }

  private static ReadResponse answer(HttpResponse<Buffer> response) {
    Buffer body = response.body() == null ? Buffer.buffer() : response.body();
    return new ReadResponse(
        response.statusCode(), response.getHeader(HttpHeaders.CONTENT_TYPE.toString()), body);
  }
}
