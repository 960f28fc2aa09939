package dev.burdock.http.server;

import dev.burdock.http.domain.Clients;
import dev.burdock.http.domain.Tally;
import io.vertx.core.http.HttpServerRequest;

/**
 * Bounds bodies in memory, those of requests or of their answers, of one address and of all: by
 * what came of them.
 */
public final class BodyBudget {
  private final Clients clients;
  private final Tally bytes;

  BodyBudget(Clients clients, Tally bytes) {
    this.clients = clients;
    this.bytes = bytes;
  }

  /** The bytes of all bodies in memory. */
  public long bytes() {
    return bytes.all();
  }

  /** The share of a request, empty at first. */
  public Share share(HttpServerRequest request) {
    return new Share(Clients.holder(Peers.address(request, clients)));
  }

  /** What one request holds. Thread-safe. */
  public final class Share {
    private final String holder;
    private long held;
    private boolean given;

    private Share(String holder) {
      this.holder = holder;
    }

    /** Whether there is room for some more bytes. */
    public synchronized boolean grow(long more) {
      if (given || !bytes.take(holder, more)) {
        return false;
      }
      held += more;
      return true;
    }

    /** Gives back what is more than some bytes. */
    public synchronized void shrink(long left) {
      if (!given && held > left) {
        bytes.give(holder, held - left);
        held = left;
      }
    }

    /** Gives all of it back, once. */
    public synchronized void give() {
      if (!given) {
        given = true;
        bytes.give(holder, held);
      }
    }
  }
}
