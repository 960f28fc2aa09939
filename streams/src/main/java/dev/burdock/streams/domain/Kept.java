package dev.burdock.streams.domain;

import dev.burdock.matrix.sticky.Stickiness;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.streams.kept.Deferral;
import dev.burdock.streams.kept.KeptEvent;
import java.nio.ByteBuffer;

/** Makes kept events of what arrives, and what readers get of kept events. */
public final class Kept {
  private Kept() {}

  /** An event at the position of its own record. */
  static KeptEvent arrived(Arrival arrival, StickyEvent event, Stickiness.Lifetime window) {
    Burst burst = arrival.event().getBurst();
    return KeptEvent.newBuilder()
        .setEventId(event.getEventId())
        .setSender(event.getSender())
        .setType(event.getType())
        .setStateKey(event.getStateKey())
        .setStickyKey(event.getStickyKey())
        .setOnlyKey(event.getOnlyKey())
        .setOriginServerTs(event.getOriginServerTs())
        .setReceivedTs(arrival.event().getReceivedTs())
        .setDurationMs(event.getDurationMs())
        .setStartTs(window.startMs())
        .setEndTs(window.endMs())
        .setServerName(arrival.event().getServerName())
        .setFlagged(event.getSoftFailed())
        .setArrivalOffset(arrival.offset())
        .setOffset(arrival.offset())
        .setIndex(0)
        .setDecidedTs(arrival.nowMs())
        .setBurstId(burst == null ? null : burst.getId())
        .setBurstIndex(burst == null ? 0 : burst.getIndex())
        .setBurstSize(burst == null ? 0 : burst.getSize())
        .setEvent(event.getEvent())
        .setPdu(event.getPdu())
        .build();
  }

  /** The same event delivered at another position than that of its arrival (R08, R28). */
  static KeptEvent released(KeptEvent held, Position position, long nowMs, Burst burst) {
    return KeptEvent.newBuilder(held)
        .setOffset(position.getOffset())
        .setIndex(position.getIndex())
        .setDecidedTs(nowMs)
        .setBurstId(burst.getId())
        .setBurstIndex(burst.getIndex())
        .setBurstSize(burst.getSize())
        .setDeferral(null)
        .build();
  }

  /** The same event waiting for its turn at the place where it would have been delivered (R28). */
  static KeptEvent deferred(KeptEvent event, long offset, int index, Deferral deferral) {
    return KeptEvent.newBuilder(event)
        .setOffset(offset)
        .setIndex(index)
        .setDeferral(deferral)
        .build();
  }

  /** The same event held at its arrival (R07). */
  static KeptEvent held(KeptEvent deferred) {
    return KeptEvent.newBuilder(deferred)
        .setOffset(deferred.getArrivalOffset())
        .setIndex(0)
        .setDeferral(null)
        .build();
  }

  static KeptEvent withPdu(KeptEvent kept, ByteBuffer pdu) {
    return KeptEvent.newBuilder(kept).setPdu(pdu).build();
  }

  /** What readers are told of a delivered event. */
  static StickyAdded added(KeptEvent kept) {
    return new StickyAdded(
        kept.getEventId(),
        kept.getSender(),
        kept.getType(),
        kept.getStartTs(),
        kept.getEndTs(),
        kept.getEvent());
  }

  /** The burst of an event's delivery; null when it came alone. */
  public static Burst burst(KeptEvent kept) {
    return kept.getBurstId() == null
        ? null
        : new Burst(kept.getBurstId(), kept.getBurstIndex(), kept.getBurstSize());
  }
}
