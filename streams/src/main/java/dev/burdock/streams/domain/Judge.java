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
import java.util.function.BiConsumer;

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
    judgeOf(arrival.event().getBody()).accept(arrival, decision);
    endBurst(arrival, decision);
    return decision;
  }

  /** What is known, for those who judge by other causes than records. */
  public RoomView rooms() {
    return rooms;
  }

  /** Whose matter a body is; the compiler sees to it that no change is left out. */
  private BiConsumer<Arrival, Decision> judgeOf(Object body) {
    return switch (RoomChange.of(body)) {
      case STICKY_EVENT -> (at, made) -> stickies.judge(at, (StickyEvent) body, made);
      case PDU_FETCHED -> (at, made) -> stickies.judge(at, (PduFetched) body, made);
      case MEMBER_CHANGE -> (at, made) -> members.judge(at, (MemberChange) body, made);
      case MEMBERS_READ -> (at, made) -> members.judge(at, (MembersRead) body, made);
      case USER_ERASED -> (at, made) -> members.judge(at, (UserErased) body, made);
      case AUTH_CHANGE -> (at, made) -> auth.judge(at, (AuthChange) body, made);
      case REDACTION_SEEN -> (at, made) -> redactions.judge(at, (RedactionSeen) body, made);
      case RELEASE -> (at, made) -> deferrals.judge(at, (Release) body, made);
    };
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
