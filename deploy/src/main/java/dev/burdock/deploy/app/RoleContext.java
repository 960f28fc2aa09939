package dev.burdock.deploy.app;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.ServersConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.registry.ConfluentRegistry;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.run.Supervisor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What the roles of one process share.
 *
 * @param process has the faults that no role has
 */
public record RoleContext(
    Settings settings,
    KafkaConfig kafka,
    SchemaRegistry registry,
    Vertx vertx,
    Supervisor process,
    PrometheusMeterRegistry meters,
    Clock clock,
    RandomGenerator random)
    implements AutoCloseable {
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

  public static RoleContext of(Settings settings) {
    KafkaConfig kafka = KafkaConfig.from(settings);
    Vertx vertx = Vertx.vertx();
    return new RoleContext(
        settings,
        kafka,
        new ConfluentRegistry(kafka.registryUrl()),
        vertx,
        UncaughtErrors.watch(vertx),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        Clock.systemUTC(),
        new SecureRandom());
  }

  ServersConfig servers() {
    return ServersConfig.from(settings);
  }

  @Override
  public void close() {
    Closing.quietly("vertx", () -> Vertxes.await("vertx", vertx.close(), CLOSE_DEADLINE));
    meters.close();
  }
}
