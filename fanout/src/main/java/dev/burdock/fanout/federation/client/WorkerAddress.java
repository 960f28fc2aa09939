package dev.burdock.fanout.federation.client;

import java.util.Optional;

/**
 * Where a worker's way out listens, as the group tells it to the other workers: it is part of the
 * client id of the worker's consumer.
 */
public record WorkerAddress(String host, int port) {
  private static final String PREFIX = "burdock-federation@";

  /** The client id of a worker that can be reached here. */
  public String clientId() {
    return PREFIX + host + ":" + port;
  }

  /** The address of the worker with a client id; empty when it tells none. */
  public static Optional<WorkerAddress> ofClientId(String clientId) {
    int colon = clientId.lastIndexOf(':');
    if (!clientId.startsWith(PREFIX) || colon <= PREFIX.length()) {
      return Optional.empty();
    }
    try {
      int port = Integer.parseInt(clientId, colon + 1, clientId.length(), 10);
      return Optional.of(new WorkerAddress(clientId.substring(PREFIX.length(), colon), port));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
