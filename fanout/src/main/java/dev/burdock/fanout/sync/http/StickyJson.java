package dev.burdock.fanout.sync.http;

import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.matrix.json.EventJson;
import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.buffer.Buffer;
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

  private static final String AGE = "age";

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
    Buffer out = Buffer.buffer("{\"events\":[");
    int empty = out.length();
    for (StickyItem item : items) {
      event(item, now)
          .ifPresent(
              event -> {
                if (out.length() > empty) {
                  out.appendByte((byte) ',');
                }
                out.appendBytes(event);
              });
    }
    return out.appendString("]}");
  }

  /**
   * One event; empty when it is no longer sticky, or is no JSON object.
   *
   * @param now ms since the epoch
   */
  Optional<byte[]> event(StickyItem item, long now) {
    if (!item.isSticky(now)) {
      return Optional.empty();
    }
    try {
      byte[] event = EventJson.withoutUnsigned(item.event(), names.other().timeLeft());
      event = EventJson.withUnsigned(event, AGE, Math.max(0, now - item.startTs()));
      return Optional.of(EventJson.withUnsigned(event, names.timeLeft(), item.endTs() - now));
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
  }
}
