package dev.burdock.streams.domain;

import dev.burdock.schemas.delivery.MemberMoved;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.event.MemberChange;
import dev.burdock.schemas.event.MembersRead;
import dev.burdock.schemas.event.UserErased;
import dev.burdock.schemas.outbound.Cause;
import dev.burdock.schemas.user.UserRoom;
import dev.burdock.streams.kept.Member;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Judges memberships: who moved, which servers are new (R22), whose events are allowed (R08). */
final class MemberJudge {
  private final RoomView rooms;
  private final Ours ours;
  private final Pushes pushes;
  private final LateDelivery late;
  private final long dedupeMs;

  MemberJudge(RoomView rooms, Ours ours, Pushes pushes, LateDelivery late, long dedupeMs) {
    this.rooms = rooms;
    this.ours = ours;
    this.pushes = pushes;
    this.late = late;
    this.dedupeMs = dedupeMs;
  }

  void judge(Arrival arrival, MemberChange change, Decision decision) {
    String room = arrival.room();
    String user = change.getUserId();
    if (Users.server(user).isEmpty()) {
      decision.note(Note.INVALID);
      return;
    }
    if (rooms.told(room, change.getEventId())) {
      decision.note(Note.DUPLICATE);
      return;
    }
    RepeatGuard.remember(arrival, change.getEventId(), dedupeMs, decision);
    boolean was = rooms.joined(room, user);
    boolean is = change.getMembership().equals(Members.JOIN);
    move(arrival, user, change.getMembership(), true, was, decision);
    if (is) {
      welcome(arrival, Set.of(user), was ? Set.of() : Set.of(user), decision);
    }
  }

  /**
   * A read tells who is joined, and nobody who is not. It was taken at its own time or later, so
   * what the feed told before that time is in it; what the feed told since may be newer and wins
   * (ADR 0043).
   */
  void judge(Arrival arrival, MembersRead read, Decision decision) {
    Set<String> news = new LinkedHashSet<>();
    for (String user : read.getJoined()) {
      Member known = rooms.member(arrival.room(), user).orElse(null);
      boolean was = known != null && Members.isJoined(known);
      boolean newer = known != null && known.getFed() && known.getToldTs() >= arrival.nowMs();
      if (!was && !newer && !Users.server(user).isEmpty() && news.add(user)) {
        move(arrival, user, Members.JOIN, false, false, decision);
      }
    }
    welcome(arrival, news, news, decision);
  }

  /** Who is erased stays so for as long as any event of theirs can be remembered (R27). */
  void judge(Arrival arrival, UserErased erased, Decision decision) {
    String room = arrival.room();
    String user = erased.getUserId();
    long forgetMs = arrival.nowMs() + dedupeMs;
    decision.change(writer -> writer.putErased(room, user));
    decision.change(
        writer -> writer.putTimer(Timer.remove(room, Timer.Kind.ERASED, user, "", forgetMs)));
  }

  private void move(
      Arrival arrival,
      String user,
      String membership,
      boolean fed,
      boolean was,
      Decision decision) {
    String room = arrival.room();
    boolean is = membership.equals(Members.JOIN);
    Position position = position(arrival, user, was == is, decision);
    Member member =
        new Member(membership, fed, arrival.nowMs(), position.getOffset(), position.getIndex());
    decision.change(writer -> writer.putMember(room, user, member));
    if (!is) {
      String told = Long.toString(arrival.nowMs());
      long forgetMs = arrival.nowMs() + dedupeMs;
      decision.change(
          writer -> writer.putTimer(Timer.remove(room, Timer.Kind.MEMBER, user, told, forgetMs)));
    }
    if (was != is) {
      decision.deliver(arrival, position, null, new MemberMoved(user, is));
      if (ours.has(user)) {
        decision.userRoom(new UserRoom(user, room, is, position));
      }
    }
  }

  /** A membership told again keeps its position: nobody moved. */
  private Position position(Arrival arrival, String user, boolean again, Decision decision) {
    if (!again) {
      return decision.nextPosition(arrival);
    }
    return rooms
        .member(arrival.room(), user)
        .map(known -> new Position(arrival.partition(), known.getOffset(), known.getIndex()))
        .orElseGet(() -> new Position(arrival.partition(), arrival.offset(), 0));
  }

  private void welcome(Arrival arrival, Set<String> joined, Set<String> moved, Decision decision) {
    String room = arrival.room();
    Set<String> servers = new TreeSet<>();
    for (String user : moved) {
      String server = Users.server(user);
      if (!ours.includes(server) && !rooms.hasJoined(room, server)) {
        servers.add(server);
      }
    }
    catchUp(arrival, servers, decision);
    List<HeldRef> held =
        joined.stream()
            .flatMap(user -> rooms.heldOf(room, user).stream())
            .sorted(Comparator.comparingLong(HeldRef::arrivalOffset))
            .toList();
    if (!held.isEmpty()) {
      Set<String> all = new HashSet<>(joined);
      PowerLevels levels =
          PowerLevels.of(
              rooms.auth(room, PowerLevels.POWER_LEVELS), rooms.auth(room, PowerLevels.CREATE));
      late.judge(arrival, held, all::contains, levels, servers, decision);
    }
  }

  /** Pushes what is unexpired and ours to the servers that have just come (R22). */
  private void catchUp(Arrival arrival, Collection<String> servers, Decision decision) {
    if (!servers.isEmpty()) {
      rooms.eachSticky(
          arrival.room(),
          event -> {
            if (arrival.nowMs() < event.getEndTs()
                && !rooms.erased(arrival.room(), event.getSender())) {
              pushes.push(decision, arrival.room(), event, Cause.SERVER_JOINED, servers);
            }
          });
    }
  }
}
