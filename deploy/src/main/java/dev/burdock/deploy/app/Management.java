package dev.burdock.deploy.app;

import dev.burdock.deploy.config.ManagementConfig;
import dev.burdock.http.server.Listener;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * The listener for operators. {@code GET /health}: 200 when every role is ready, else 503, with the
 * roles in a JSON object and, where one is known, the reason of each that is not below {@code
 * reasons}. {@code GET /metrics}: Prometheus's text format.
 */
final class Management implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;

  private Management(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts it; returns when it listens.
   *
   * @param roles those that have started, which grows meanwhile
   * @param expected how many there will be: before, the process is not ready
   * @throws IllegalStateException when it cannot
   */
  static Management start(
      ManagementConfig config,
      Vertx vertx,
      PrometheusMeterRegistry meters,
      List<? extends RunningRole> roles,
      int expected) {
    HttpServer server =
        new Listener("management", config.listener(), meters)
            .server(vertx, request -> answer(request, meters, List.copyOf(roles), expected));
    Vertxes.await(
        ManagementConfig.PORT.name() + " " + config.port(),
        server.listen(config.port(), config.host()),
        DEADLINE);
    return new Management(server);
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    Closing.quietly("management", () -> Vertxes.await("management", server.close(), DEADLINE));
  }

  private static void answer(
      HttpServerRequest request,
      PrometheusMeterRegistry meters,
      List<RunningRole> roles,
      int expected) {
    switch (request.path()) {
      case "/health" -> {
        JsonObject health = new JsonObject();
        roles.forEach(role -> health.put(role.name(), role.ready()));
        JsonObject reasons = new JsonObject();
        roles.forEach(role -> role.trouble().ifPresent(why -> reasons.put(role.name(), why)));
        if (!reasons.isEmpty()) {
          health.put("reasons", reasons);
        }
        boolean ready = roles.size() == expected && roles.stream().allMatch(RunningRole::ready);
        end(request, ready ? 200 : 503, "application/json", health.encode());
      }
      case "/metrics" -> end(request, 200, TEXT, meters.scrape());
      default -> end(request, 404, TEXT, "/health or /metrics\n");
    }
  }

  private static void end(HttpServerRequest request, int status, String type, String body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .end(body)
        .onFailure(gone -> request.connection().close());
  }
}
