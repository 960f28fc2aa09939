package dev.burdock.fanout.sync.http;

import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.matrix.json.EventJson;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sticky events as clients read them: the bytes that came, with the time left spliced in (R17). */
public final class StickyJson {
  /** Beside a section that was cut. */
  public static final String LIMITED_NAME = "sticky_events_limited";

  /** {@link #LIMITED_NAME} as a member. */
  static final String LIMITED = "\"" + LIMITED_NAME + "\":true";

  private static final String JOINED = ",\"membership\":\"join\"";

  private final StickyNames names;

  public StickyJson(StickyNames names) {
    this.names = names;
  }

  /** The items by room, rooms in the order of their first items. */
  public static Map<String, List<StickyItem>> byRoom(List<StickyItem> items) {
    Map<String, List<StickyItem>> rooms = new LinkedHashMap<>();
    for (StickyItem item : items) {
      rooms.computeIfAbsent(item.roomId(), room -> new ArrayList<>()).add(item);
    }
    return rooms;
  }

  /** {@code {"events":[…]}}, without what ended meanwhile. */
  public Buffer section(List<StickyItem> items, long now) {
    return section(items.stream().flatMap(item -> event(item, now).stream()).toList());
  }

  /** {@code {"events":[…]}} of events that are JSON. */
  public static Buffer section(List<byte[]> events) {
    Buffer out = Buffer.buffer("{\"events\":[");
    int empty = out.length();
    for (byte[] event : events) {
      if (out.length() > empty) {
        out.appendByte((byte) ',');
      }
      out.appendBytes(event);
    }
    return out.appendString("]}");
  }

  /**
   * One event as homeservers write it in a section; empty when it is no longer sticky, or is no
   * JSON object.
   *
   * @param joined whether it came while who reads it was joined; false if that is not known
   * @param now ms since the epoch
   */
  public Optional<byte[]> inSection(StickyItem item, boolean joined, long now) {
    return item.isSticky(now)
        ? item.with("", times(item, now) + (joined ? JOINED : ""))
        : Optional.empty();
  }

  /**
   * An event of the homeserver with the time left; empty when it is no longer sticky.
   *
   * @param endTs when it ends, ms since the epoch
   * @param now ms since the epoch
   */
  public Optional<byte[]> withTimeLeft(byte[] event, long endTs, long now) {
    if (now >= endTs) {
      return Optional.empty();
    }
    byte[] cleared = EventJson.withoutUnsigned(event, names.other().timeLeft());
    return Optional.of(EventJson.withUnsigned(cleared, names.timeLeft(), endTs - now));
  }

  /**
   * One event; empty when it is no longer sticky, or is no JSON object.
   *
   * @param now ms since the epoch
   */
  Optional<byte[]> event(StickyItem item, long now) {
    String room = new String(JsonEdits.quoted(item.roomId()), StandardCharsets.UTF_8);
    return item.isSticky(now)
        ? item.with("\"room_id\":" + room + ",", times(item, now))
        : Optional.empty();
  }

  private String times(StickyItem item, long now) {
    long age = Math.max(0, now - item.startTs());
    return "\"age\":" + age + ",\"" + names.timeLeft() + "\":" + (item.endTs() - now);
  }
}
