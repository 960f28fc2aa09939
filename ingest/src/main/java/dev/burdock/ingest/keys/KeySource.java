package dev.burdock.ingest.keys;

import dev.burdock.matrix.federation.ServerKeys;
import dev.burdock.matrix.id.ServerName;
import io.vertx.core.Future;

/** Asks servers for their signing keys. */
@FunctionalInterface
public interface KeySource {
  /** The keys that a server publishes now, checked against its own signature. */
  Future<ServerKeys> fetch(ServerName server);
}
