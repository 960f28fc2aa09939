package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.matrix.sticky.StickyNames;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a homeserver's answer says that matters to its sticky part.
 *
 * @param timeline ids of the events in its timelines, after the client's filter (R12)
 * @param sticky ids of those that are sticky
 * @param notJoined ids of rooms that it tells the user not to be joined to (R15)
 * @param ignored whom the user ignores, if it says so (R16)
 */
record UpstreamSummary(
    Set<String> timeline,
    Set<String> sticky,
    Set<String> notJoined,
    Optional<Set<String>> ignored) {
  private static final Set<String> STICKY =
      Set.of(StickyNames.UNSTABLE.eventKey(), StickyNames.STABLE.eventKey());
  private static final String IGNORED = "m.ignored_user_list";

  boolean wants(StickyItem item) {
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

  /** What an answer with these events in its timelines says. */
  static UpstreamSummary of(
      List<JsonSpan> timeline, Set<String> notJoined, Optional<Set<String>> ignored) {
    Set<String> ids = new HashSet<>();
    Set<String> sticky = new HashSet<>();
    for (JsonSpan event : timeline) {
      Map<String, JsonSpan> members = new HashMap<>();
      event.members().forEach(member -> members.put(member.name(), member.value()));
      if (members.containsKey("event_id")) {
        String id = members.get("event_id").text();
        ids.add(id);
        if (!Collections.disjoint(members.keySet(), STICKY)) {
          sticky.add(id);
        }
      }
    }
    return new UpstreamSummary(ids, sticky, notJoined, ignored);
  }
}
