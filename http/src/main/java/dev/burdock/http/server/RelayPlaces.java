package dev.burdock.http.server;

import dev.burdock.http.domain.Clients;
import dev.burdock.http.domain.Tally;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bounds the requests that are handed on at once: in all, and of one client's address. */
public final class RelayPlaces {
  private final Clients clients;
  private final Tally taken;

  RelayPlaces(Clients clients, Tally taken) {
    this.clients = clients;
    this.taken = taken;
  }

  /** Who the requests come from. */
  public Clients clients() {
    return clients;
  }

  /**
   * A place for a request, if there is one.
   *
   * @return gives the place back; the first time alone counts
   */
  public Optional<Runnable> take(HttpServerRequest request) {
    String holder = Clients.holder(Peers.address(request, clients));
    if (!taken.take(holder, 1)) {
      return Optional.empty();
    }
    AtomicBoolean given = new AtomicBoolean();
    return Optional.of(
        () -> {
          if (given.compareAndSet(false, true)) {
            taken.give(holder, 1);
          }
        });
  }
}
