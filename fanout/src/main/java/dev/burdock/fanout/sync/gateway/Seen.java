package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.Item;
import dev.burdock.fanout.sync.json.JsonSpan;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a homeserver's answer says that matters to its sticky part.
 *
 * @param timeline ids of the events in its timelines, after the client's filter (R12)
 * @param notJoined ids of rooms that it tells the user not to be joined to (R15)
 * @param ignored whom the user ignores, if it says so (R16)
 */
record Seen(Set<String> timeline, Set<String> notJoined, Optional<Set<String>> ignored) {
  private static final String IGNORED = "m.ignored_user_list";

  boolean wants(Item item) {
    return !timeline.contains(item.eventId()) && !notJoined.contains(item.roomId());
  }

  /** The ignored users among global account data. */
  static Optional<Set<String>> ignoredIn(List<JsonSpan> accountData) {
    return accountData.stream()
        .filter(event -> event.get("type").map(JsonSpan::text).filter(IGNORED::equals).isPresent())
        .reduce((earlier, later) -> later)
        .flatMap(event -> event.get("content"))
        .map(Accounts::ignoredIn);
  }

  /** The ids of events. */
  static Set<String> ids(List<JsonSpan> events) {
    return events.stream()
        .flatMap(event -> event.get("event_id").stream())
        .map(JsonSpan::text)
        .collect(Collectors.toSet());
  }
}
