package dev.burdock.streams.domain;

import dev.burdock.schemas.event.AuthChange;
import dev.burdock.streams.kept.AuthState;
import java.util.Optional;
import java.util.Set;

/** Judges state that decides what is allowed: power levels, join rules, the room's creation. */
final class AuthJudge {
  private final RoomView rooms;
  private final LateDelivery late;
  private final long dedupeMs;

  AuthJudge(RoomView rooms, LateDelivery late, long dedupeMs) {
    this.rooms = rooms;
    this.late = late;
    this.dedupeMs = dedupeMs;
  }

  void judge(Arrival arrival, AuthChange change, Decision decision) {
    String room = arrival.room();
    boolean fed = change.getEventId() != null;
    if (fed ? rooms.told(room, change.getEventId()) : isOlder(arrival, change)) {
      decision.note(Note.DUPLICATE);
      return;
    }
    if (fed) {
      RepeatGuard.remember(arrival, change.getEventId(), dedupeMs, decision);
    }
    AuthState state = new AuthState(change.getSender(), fed, arrival.nowMs(), change.getContent());
    decision.change(writer -> writer.putAuth(room, change.getType(), state));
    PowerLevels levels =
        PowerLevels.of(
            current(room, PowerLevels.POWER_LEVELS, change.getType(), state),
            current(room, PowerLevels.CREATE, change.getType(), state));
    late.judge(
        arrival, rooms.held(room), user -> rooms.joined(room, user), levels, Set.of(), decision);
  }

  /** What was read is older than what the feed told at the same time or later (ADR 0043). */
  private boolean isOlder(Arrival arrival, AuthChange change) {
    return rooms
        .auth(arrival.room(), change.getType())
        .filter(known -> known.getFed() && known.getToldTs() >= arrival.nowMs())
        .isPresent();
  }

  private Optional<AuthState> current(String room, String type, String changed, AuthState state) {
    return type.equals(changed) ? Optional.of(state) : rooms.auth(room, type);
  }
}
