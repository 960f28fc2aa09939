package dev.burdock.tests.door;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Map;

/** A proxy of ours before a homeserver that records bytes. */
abstract class Door implements AutoCloseable {
  final RecordingUpstream homeserver;
  final Vertx vertx = Vertx.vertx();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  Door() throws IOException {
    homeserver = new RecordingUpstream();
  }

  /** A path below which everything is handed on. */
  abstract String path();

  abstract int port();

  /** Connections that are open. */
  int connections() {
    return (int) meters.get("burdock.http.connections").gauge().value();
  }

  static Door gateway(Map<String, String> settings) throws Exception {
    return new GatewayDoor(settings);
  }

  static Door inbound(Map<String, String> settings) throws Exception {
    return new InboundDoor(settings);
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() throws IOException {
    await(vertx.close());
    homeserver.close();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName();
  }
}
