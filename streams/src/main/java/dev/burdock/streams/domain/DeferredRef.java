package dev.burdock.streams.domain;

import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.kept.SeenEvent;
import java.util.Comparator;

/**
 * Where a deferred event is kept: the place at which it would have been delivered.
 *
 * @param sender its sender
 * @param offset of the record that deferred it
 * @param index among the events that this record deferred, from 0
 */
public record DeferredRef(String sender, long offset, int index)
    implements Comparable<DeferredRef> {
  private static final Comparator<DeferredRef> BY_PLACE =
      Comparator.comparingLong(DeferredRef::offset).thenComparingInt(DeferredRef::index);

  static DeferredRef of(KeptEvent deferred) {
    return new DeferredRef(deferred.getSender(), deferred.getOffset(), deferred.getIndex());
  }

  static DeferredRef of(SeenEvent deferred) {
    return new DeferredRef(deferred.getSender(), deferred.getOffset(), deferred.getIndex());
  }

  static DeferredRef later(DeferredRef one, DeferredRef other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** In the order of deferral. */
  @Override
  public int compareTo(DeferredRef other) {
    return BY_PLACE.compare(this, other);
  }
}
