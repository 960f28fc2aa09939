package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.http.StickyJson;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an answer of the homeserver is given of ours: the events of its sections, and the time left
 * of those in its timelines.
 *
 * @param page what our feed tells
 * @param summary what the answer holds
 * @param extras what the homeserver's section holds and our feed does not know (R32)
 * @param ends when the sticky events of the timelines end, by id, ms since the epoch
 * @param late how many of all its sticky events come late, and just now
 * @param now ms since the epoch
 */
record StickyPart(
    Page page,
    UpstreamSummary summary,
    List<HomeserverEvent> extras,
    Map<String, Long> ends,
    int late,
    long now) {

  /** Whether it has no event at all. */
  boolean isEmpty() {
    return page.items().isEmpty() && extras.isEmpty();
  }

  /** A section for each room that has one: {@code {"events":[…]}}. */
  Map<String, byte[]> sections(StickyNames names) {
    StickyJson json = new StickyJson(names);
    Map<String, byte[]> shapes = new LinkedHashMap<>();
    summary.section().forEach(event -> shapes.put(event.eventId(), event.json().bytes()));
    Map<String, List<byte[]>> rooms = new LinkedHashMap<>();
    for (StickyItem item : page.items()) {
      byte[] shape = shapes.get(item.eventId());
      List<byte[]> room = rooms.computeIfAbsent(item.roomId(), any -> new ArrayList<>());
      (shape == null
              ? json.inSection(item, page.whileJoined().contains(item.eventId()), now)
              : json.withTimeLeft(shape, item.endTs(), now))
          .ifPresent(room::add);
    }
    for (HomeserverEvent event : extras) {
      List<byte[]> room = rooms.computeIfAbsent(event.roomId(), any -> new ArrayList<>());
      json.withTimeLeft(event.json().bytes(), event.endTsBySection(now), now).ifPresent(room::add);
    }
    Map<String, byte[]> sections = new LinkedHashMap<>();
    rooms.forEach((roomId, events) -> sections.put(roomId, StickyJson.section(events).getBytes()));
    return sections;
  }

  /** Puts the time left on the sticky events of the timelines (R17). */
  void timeLeft(JsonEdits edits, StickyNames names) {
    Set<String> both = Set.of(names.timeLeft(), names.other().timeLeft());
    for (HomeserverEvent event : summary.sticky()) {
      long left = ends.getOrDefault(event.eventId(), event.endTs(now)) - now;
      Map<String, byte[]> added =
          left > 0
              ? Map.of(names.timeLeft(), Buffer.buffer(Long.toString(left)).getBytes())
              : Map.of();
      var unsigned = event.members().get("unsigned");
      if (unsigned != null && unsigned.isObject()) {
        edits.members(unsigned, both, added);
      } else if (unsigned == null && left > 0) {
        edits.members(event.json(), Set.of(), Map.of("unsigned", JsonEdits.object(added)));
      }
    }
  }
}
