package dev.burdock.fanout.federation.lane;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The turn of one transaction of the homeserver's own sender: it may be sent now, and one of the
 * ends is to be called once it is no longer in flight. Confined to the thread of the lanes.
 */
public final class GuestTurn {
  private final String destination;
  private final String origin;
  private final Arrivals brought;
  private final BiConsumer<GuestTurn, Taken> end;
  private boolean over;

  /**
   * The destination answered 200.
   *
   * @param contentHashes of the sticky PDUs of the transaction
   * @param errors the destination's words by event id, of PDUs that it refused
   */
  record Taken(String txnId, Collection<String> contentHashes, Map<String, String> errors) {}

  GuestTurn(String destination, String origin, Arrivals brought, BiConsumer<GuestTurn, Taken> end) {
    this.destination = destination;
    this.origin = origin;
    this.brought = brought;
    this.end = end;
  }

  String destination() {
    return destination;
  }

  String origin() {
    return origin;
  }

  /** Whether our own lane has brought a PDU there. */
  public boolean isThere(String contentHash) {
    return brought.get(destination, contentHash).isPresent();
  }

  /**
   * The destination answered 200: what the transaction held of ours is delivered.
   *
   * @param contentHashes of its sticky PDUs
   * @param errors the destination's words by event id, of PDUs that it refused
   */
  public void taken(String txnId, Set<String> contentHashes, Map<String, String> errors) {
    finish(new Taken(txnId, Set.copyOf(contentHashes), Map.copyOf(errors)));
  }

  /** It was not taken, or nobody knows: what it held of ours is ours to deliver. */
  public void failed() {
    finish(null);
  }

  private void finish(Taken taken) {
    if (!over) {
      over = true;
      end.accept(this, taken);
    }
  }
}
