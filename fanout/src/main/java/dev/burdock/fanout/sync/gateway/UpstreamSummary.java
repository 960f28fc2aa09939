package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.RoomEventId;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.matrix.json.JsonSpan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a homeserver's answer says that matters to its sticky part.
 *
 * @param timeline ids of the events in its timelines, after the client's filter (R12)
 * @param sticky those of them that are sticky
 * @param section sticky events of its own section (R32)
 * @param notJoined ids of rooms that it tells the user not to be joined to (R15)
 * @param joined ids of rooms that it tells the user to be joined to
 * @param joinedAnew ids of rooms in whose timeline the user joins
 * @param ignored whom the user ignores, if it says so (R16)
 */
record UpstreamSummary(
    Set<String> timeline,
    List<HomeserverEvent> sticky,
    List<HomeserverEvent> section,
    Set<String> notJoined,
    Set<String> joined,
    Set<String> joinedAnew,
    Optional<Set<String>> ignored) {
  private static final String IGNORED = "m.ignored_user_list";
  static final String JOIN = "join";

  /** An answer that says nothing yet. */
  static UpstreamSummary empty() {
    return new UpstreamSummary(
        new HashSet<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new HashSet<>(),
        new HashSet<>(),
        new HashSet<>(),
        Optional.empty());
  }

  /** Reads a timeline of a room that {@code user} is joined to. */
  void timeline(String roomId, List<JsonSpan> events, String user) {
    joined.add(roomId);
    for (JsonSpan event : events) {
      event.get("event_id").ifPresent(id -> timeline.add(id.text()));
      HomeserverEvent.of(roomId, event).ifPresent(sticky::add);
      if (joins(event, user)) {
        joinedAnew.add(roomId);
      }
    }
  }

  /** Reads the state before a timeline that was cut: the user may have joined before it begins. */
  void state(String roomId, List<JsonSpan> events, String user) {
    if (events.stream().anyMatch(event -> joins(event, user))) {
      joinedAnew.add(roomId);
    }
  }

  /** Reads a room's own section; the room may be told without one. */
  void section(String roomId, Optional<JsonSpan> found) {
    found
        .flatMap(span -> span.get("events"))
        .ifPresent(
            events ->
                events
                    .elements()
                    .forEach(event -> HomeserverEvent.of(roomId, event).ifPresent(section::add)));
  }

  /** The same with the ignored users among global account data. */
  UpstreamSummary ignoring(List<JsonSpan> accountData) {
    return new UpstreamSummary(
        timeline,
        sticky,
        section,
        notJoined,
        joined,
        joinedAnew,
        accountData.stream()
            .filter(
                event -> event.get("type").map(JsonSpan::text).filter(IGNORED::equals).isPresent())
            .reduce((earlier, later) -> later)
            .flatMap(event -> event.get("content"))
            .map(Accounts::ignoredIn));
  }

  /** Whether the answer holds an event itself. */
  boolean holds(StickyItem item) {
    return timeline.contains(item.eventId())
        || section.stream().anyMatch(event -> event.eventId().equals(item.eventId()));
  }

  /** All sticky events that it holds. */
  List<RoomEventId> all() {
    return Stream.concat(sticky.stream(), section.stream()).map(HomeserverEvent::id).toList();
  }

  /** Rooms of whose earlier events the client is to be told anew (R14). */
  Set<String> forgotten() {
    Set<String> rooms = new HashSet<>(notJoined);
    rooms.addAll(joinedAnew);
    return rooms;
  }

  /** What the last of these events that is about a user's membership says; empty if none is. */
  static Optional<String> membershipOf(String user, List<JsonSpan> events) {
    return events.stream()
        .filter(event -> isMembershipOf(user, event))
        .reduce((earlier, later) -> later)
        .flatMap(event -> membership(event.get("content")));
  }

  private static boolean isMembershipOf(String user, JsonSpan event) {
    return event.get("type").map(JsonSpan::text).filter("m.room.member"::equals).isPresent()
        && event.get("state_key").map(JsonSpan::text).filter(user::equals).isPresent();
  }

  private static boolean joins(JsonSpan event, String user) {
    return isMembershipOf(user, event)
        && membership(event.get("content")).filter(JOIN::equals).isPresent()
        && membership(event.at("unsigned", "prev_content")).filter(JOIN::equals).isEmpty();
  }

  private static Optional<String> membership(Optional<JsonSpan> content) {
    return content.flatMap(found -> found.get("membership")).map(JsonSpan::text);
  }
}
