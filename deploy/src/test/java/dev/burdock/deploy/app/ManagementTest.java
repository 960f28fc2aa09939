package dev.burdock.deploy.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.deploy.config.ManagementConfig;
import dev.burdock.http.config.ListenerConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The health of a process")
class ManagementTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<RunningRole> running = new CopyOnWriteArrayList<>();
  private final Management management =
      Management.start(
          new ManagementConfig("127.0.0.1", 0, Duration.ZERO, ListenerConfig.defaults()),
          vertx,
          new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
          running,
          1);

  @AfterEach
  void stop() {
    management.close();
    Vertxes.await("vertx", vertx.close(), Duration.ofSeconds(5));
  }

  @Test
  @DisplayName("is 503 while its role is still starting")
  void startingIsNotReady() throws Exception {
    assertThat(health()).isEqualTo(503);
  }

  @Test
  @DisplayName("is 503 while its role is not ready, 200 when it is")
  void followsTheRole() throws Exception {
    boolean[] ready = {false};
    BooleanSupplier state = () -> ready[0];
    running.add(RunningRole.of(Role.STREAMS, 1, state, Optional::empty, () -> {}));
    int before = health();
    ready[0] = true;

    assertThat(List.of(before, health())).containsExactly(503, 200);
  }

  private int health() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + management.port() + "/health");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
