package dev.burdock.fanout.sync.http;

import dev.burdock.fanout.sync.config.WaitingConfig;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.metrics.SyncMetrics.RequestEnd;
import dev.burdock.http.domain.Clients;
import dev.burdock.http.domain.Tally;
import dev.burdock.http.server.Peers;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** How many requests may be under way at once: in all, from one address, of one user. */
public final class Places {
  private final Clients clients;
  private final SyncMetrics metrics;
  private final Tally byAddress;
  private final Tally byUser;
  private final Drain drain = new Drain();

  /** All places are free; shared by all event loops. */
  public Places(WaitingConfig config, Clients clients, SyncMetrics metrics) {
    this.clients = clients;
    this.metrics = metrics;
    this.byAddress = new Tally(config.perAddress(), config.all());
    this.byUser = new Tally(config.perUser(), config.all());
  }

  /**
   * One request's place, whose user may not be known yet; without one the request is refused, and
   * counted.
   */
  public Optional<Place> take(HttpServerRequest request) {
    String address = Clients.holder(Peers.address(request, clients));
    if (!byAddress.take(address, 1)) {
      metrics.request(RequestEnd.REFUSED);
      return Optional.empty();
    }
    return Optional.of(new Place(address));
  }

  /** The end of all waiting. */
  public Drain drain() {
    return drain;
  }

  /** How many are taken. */
  public int taken() {
    return (int) byAddress.all();
  }

  /** The place of a request. Used on the context of the request. */
  public final class Place {
    private final String address;
    private String user;
    private boolean open = true;

    private Place(String address) {
      this.address = address;
    }

    /** Whether its user, who is known now, may have it; else it is given back and counted. */
    public boolean isFor(String userId) {
      if (!open || !byUser.take(userId, 1)) {
        leave(RequestEnd.REFUSED);
        return false;
      }
      user = userId;
      return true;
    }

    /** Gives the place back and counts how the request ended; the first time alone counts. */
    public void leave(RequestEnd end) {
      if (!open) {
        return;
      }
      open = false;
      byAddress.give(address, 1);
      if (user != null) {
        byUser.give(user, 1);
      }
      metrics.request(end);
    }
  }
}
