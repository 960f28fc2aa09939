package dev.burdock.tests.shared;

import dev.burdock.fanout.sync.app.SyncService;
import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.registry.ConfluentRegistry;
import dev.burdock.tests.synapse.MatrixClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** The sync role that serves the sticky sections alone, to users whose tokens it was told. */
public final class EmbeddedSync implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final SyncService service;

  private EmbeddedSync(Settings settings, KafkaConfig kafka) {
    service =
        SyncService.start(
            SyncConfig.from(settings),
            kafka,
            new ConfluentRegistry(kafka.registryUrl()),
            vertx,
            new SimpleMeterRegistry(),
            Clock.systemUTC());
  }

  static EmbeddedSync start(Settings settings, KafkaConfig kafka, MatrixClient... users) {
    Map<String, String> own = new HashMap<>();
    own.put("burdock.sync.upstream", "");
    own.put("burdock.sync.port", "0");
    for (MatrixClient user : users) {
      own.put("burdock.sync.token." + user.accessToken(), user.userId());
    }
    return new EmbeddedSync(settings.with(own), kafka);
  }

  /** Base of its client API. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + service.port());
  }

  @Override
  public void close() {
    service.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
