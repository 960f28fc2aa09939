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
  private final Releases releases;
  private final long dedupeMs;

  MemberJudge(RoomView rooms, Ours ours, Pushes pushes, Releases releases, long dedupeMs) {
    this.rooms = rooms;
    this.ours = ours;
    this.pushes = pushes;
    this.releases = releases;
    this.dedupeMs = dedupeMs;
  }

  void judge(Arrival arrival, MemberChange change, Verdict verdict) {
    String room = arrival.room();
    String user = change.getUserId();
    if (Users.server(user).isEmpty()) {
      verdict.note(Note.INVALID);
      return;
    }
    if (rooms.told(room, change.getEventId())) {
      verdict.note(Note.DUPLICATE);
      return;
    }
    Told.remember(arrival, change.getEventId(), dedupeMs, verdict);
    boolean was = rooms.joined(room, user);
    boolean is = change.getMembership().equals(Members.JOIN);
    move(arrival, user, change.getMembership(), true, was, verdict);
    if (is) {
      welcome(arrival, Set.of(user), was ? Set.of() : Set.of(user), verdict);
    }
  }

  /**
   * A read tells who is joined, and nobody who is not. It was taken at its own time or later, so
   * what the feed told before that time is in it; what the feed told since may be newer and wins
   * (ADR 0043).
   */
  void judge(Arrival arrival, MembersRead read, Verdict verdict) {
    Set<String> news = new LinkedHashSet<>();
    for (String user : read.getJoined()) {
      Member known = rooms.member(arrival.room(), user).orElse(null);
      boolean was = known != null && Members.isJoined(known);
      boolean newer = known != null && known.getFed() && known.getToldTs() >= arrival.nowMs();
      if (!was && !newer && !Users.server(user).isEmpty() && news.add(user)) {
        move(arrival, user, Members.JOIN, false, false, verdict);
      }
    }
    welcome(arrival, news, news, verdict);
  }

  /** Who is erased stays so for as long as any event of theirs can be remembered (R27). */
  void judge(Arrival arrival, UserErased erased, Verdict verdict) {
    String room = arrival.room();
    String user = erased.getUserId();
    long forgetMs = arrival.nowMs() + dedupeMs;
    verdict.change(writer -> writer.putErased(room, user));
    verdict.change(
        writer -> writer.putTimer(Timer.remove(room, Timer.Kind.ERASED, user, "", forgetMs)));
  }

  private void move(
      Arrival arrival, String user, String membership, boolean fed, boolean was, Verdict verdict) {
    String room = arrival.room();
    boolean is = membership.equals(Members.JOIN);
    Position position = position(arrival, user, was == is, verdict);
    Member member =
        new Member(membership, fed, arrival.nowMs(), position.getOffset(), position.getIndex());
    verdict.change(writer -> writer.putMember(room, user, member));
    if (!is) {
      String told = Long.toString(arrival.nowMs());
      long forgetMs = arrival.nowMs() + dedupeMs;
      verdict.change(
          writer -> writer.putTimer(Timer.remove(room, Timer.Kind.MEMBER, user, told, forgetMs)));
    }
    if (was != is) {
      verdict.deliver(arrival, position, null, new MemberMoved(user, is));
      if (ours.has(user)) {
        verdict.userRoom(new UserRoom(user, room, is, position));
      }
    }
  }

  /** A membership told again keeps its position: nobody moved. */
  private Position position(Arrival arrival, String user, boolean again, Verdict verdict) {
    if (!again) {
      return verdict.nextPosition(arrival);
    }
    return rooms
        .member(arrival.room(), user)
        .map(known -> new Position(arrival.partition(), known.getOffset(), known.getIndex()))
        .orElseGet(() -> new Position(arrival.partition(), arrival.offset(), 0));
  }

  private void welcome(Arrival arrival, Set<String> joined, Set<String> moved, Verdict verdict) {
    String room = arrival.room();
    Set<String> servers = new TreeSet<>();
    for (String user : moved) {
      String server = Users.server(user);
      if (!ours.includes(server) && !rooms.hasJoined(room, server)) {
        servers.add(server);
      }
    }
    catchUp(arrival, servers, verdict);
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
      releases.judge(arrival, held, all::contains, levels, servers, verdict);
    }
  }

  /** Pushes what is unexpired and ours to the servers that have just come (R22). */
  private void catchUp(Arrival arrival, Collection<String> servers, Verdict verdict) {
    if (!servers.isEmpty()) {
      rooms.eachSticky(
          arrival.room(),
          event -> {
            if (arrival.nowMs() < event.getEndTs()
                && !rooms.erased(arrival.room(), event.getSender())) {
              pushes.push(verdict, arrival.room(), event, Cause.SERVER_JOINED, servers);
            }
          });
    }
  }
}
