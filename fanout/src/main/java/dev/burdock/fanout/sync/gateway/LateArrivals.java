package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.KnownItem;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.SyncToken;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sticky events of an answer that come late, and just now: made on another server some time
 * ago, and not known here, or only since a moment. They are what a server that was away is caught
 * up with, and more are likely to follow them (ADR 0110).
 *
 * @param user id of who asks
 * @param since what the client was told before
 * @param known what our feed knows of what the homeserver's answer holds, by event id
 * @param now ms since the epoch
 */
record LateArrivals(String user, SyncToken since, Map<String, KnownItem> known, long now) {
  /** Live events take less from their sender's server to ours. */
  private static final long LATE_MS = 2_000;

  /** No longer than a catch-up's events are on their way through our feed. */
  private static final long JUST_NOW_MS = 3_000;

  /** How many there are in our page and in the homeserver's timelines and sections. */
  int count(Page page, UpstreamSummary summary) {
    Set<String> ids = new HashSet<>();
    page.items().stream().filter(this::isLate).forEach(item -> ids.add(item.eventId()));
    Stream.concat(summary.sticky().stream(), summary.section().stream())
        .filter(this::isLate)
        .forEach(event -> ids.add(event.eventId()));
    return ids.size();
  }

  private boolean isLate(StickyItem item) {
    long decided = item.key().decidedTs();
    return isFromElsewhere(item.sender())
        && decided - item.startTs() >= LATE_MS
        && now - decided < JUST_NOW_MS;
  }

  private boolean isLate(HomeserverEvent event) {
    KnownItem found = known.get(event.eventId());
    if (found != null) {
      return isLate(found.item());
    }
    return isFromElsewhere(event.sender())
        && now - event.originTs(now) >= LATE_MS
        && now < event.endTs(now)
        && !since.told().holds(event.eventId());
  }

  private boolean isFromElsewhere(String sender) {
    return !server(sender).equals(server(user));
  }

  private static String server(String userId) {
    return userId.substring(userId.indexOf(':') + 1);
  }
}
