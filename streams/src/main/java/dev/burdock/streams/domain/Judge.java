package dev.burdock.streams.domain;

import dev.burdock.schemas.delivery.BurstEnd;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.event.AuthChange;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.event.MemberChange;
import dev.burdock.schemas.event.MembersRead;
import dev.burdock.schemas.event.PduFetched;
import dev.burdock.schemas.event.RedactionSeen;
import dev.burdock.schemas.event.Release;
import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.schemas.event.UserErased;
import java.util.List;

/**
 * Decides what one record of room-events means: a pure function of the record and of what is known,
 * which is itself a function of the records before it (ADR 0002).
 */
public final class Judge {
  private final RoomView rooms;
  private final StickyJudge stickies;
  private final MemberJudge members;
  private final AuthJudge auth;
  private final RedactionJudge redactions;
  private final DeferralJudge deferrals;

  /**
   * A judge of one task's records.
   *
   * @param rooms what is known
   * @param ours the server names that are ours
   * @param partitions partitions of outbound
   * @param dedupeMs how long at most a seen id is remembered, ms
   * @param limits how fast other servers' events are let through
   */
  public Judge(RoomView rooms, Ours ours, int partitions, long dedupeMs, InboundLimits limits) {
    Pushes pushes = new Pushes(ours, partitions);
    Gates gates = new Gates(rooms, ours, limits);
    LateDelivery late = new LateDelivery(rooms, pushes, gates);
    this.rooms = rooms;
    this.stickies = new StickyJudge(rooms, pushes, gates, dedupeMs);
    this.members = new MemberJudge(rooms, ours, pushes, late, dedupeMs);
    this.auth = new AuthJudge(rooms, late, dedupeMs);
    this.redactions = new RedactionJudge(rooms, pushes, gates, dedupeMs);
    this.deferrals = new DeferralJudge(rooms, gates, late);
  }

  /** What is to be done about a record. */
  public Decision judge(Arrival arrival) {
    Decision decision = new Decision();
    Object body = arrival.event().getBody();
    if (body instanceof StickyEvent sticky) {
      stickies.judge(arrival, sticky, decision);
    } else if (body instanceof MemberChange change) {
      members.judge(arrival, change, decision);
    } else if (body instanceof MembersRead read) {
      members.judge(arrival, read, decision);
    } else if (body instanceof AuthChange change) {
      auth.judge(arrival, change, decision);
    } else if (body instanceof RedactionSeen redaction) {
      redactions.judge(arrival, redaction, decision);
    } else if (body instanceof PduFetched fetched) {
      stickies.judge(arrival, fetched, decision);
    } else if (body instanceof UserErased erased) {
      members.judge(arrival, erased, decision);
    } else if (body instanceof Release release) {
      deferrals.judge(arrival, release, decision);
    }
    endBurst(arrival, decision);
    return decision;
  }

  /** What is known, for those who judge by other causes than records. */
  public RoomView rooms() {
    return rooms;
  }

  private static void endBurst(Arrival arrival, Decision decision) {
    Burst burst = arrival.event().getBurst();
    if (burst == null || burst.getIndex() != burst.getSize() - 1) {
      return;
    }
    List<Burst> told =
        decision.deliveries().stream()
            .filter(delivery -> delivery.getBody() instanceof StickyAdded)
            .map(delivery -> delivery.getBurst())
            .toList();
    if (!told.contains(burst)) {
      decision.deliver(arrival, decision.nextPosition(arrival), burst, new BurstEnd());
    }
  }
}
