package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.RoomEventId;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.matrix.sticky.Stickiness;
import dev.burdock.matrix.sticky.StickyNames;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A sticky event in an answer of the homeserver, in its timeline or in its own section.
 *
 * @param members of the event, by name
 */
record HomeserverEvent(
    String roomId, String eventId, String sender, JsonSpan json, Map<String, JsonSpan> members) {
  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");
  private static final Pattern LARGE = Pattern.compile("\\d{19,}");

  /** The event, if it has an id and is sticky (R01). */
  static Optional<HomeserverEvent> of(String roomId, JsonSpan json) {
    Map<String, JsonSpan> members =
        json.members().stream()
            .collect(
                Collectors.toMap(
                    JsonSpan.Member::name, JsonSpan.Member::value, (earlier, later) -> later));
    if (!members.containsKey("event_id") || durationMs(members).isEmpty()) {
      return Optional.empty();
    }
    String sender = members.containsKey("sender") ? members.get("sender").text() : "";
    return Optional.of(
        new HomeserverEvent(roomId, members.get("event_id").text(), sender, json, members));
  }

  /** Its id and its room. */
  RoomEventId id() {
    return new RoomEventId(roomId, eventId);
  }

  /**
   * When it ends (R02), as far as the homeserver's answer tells: it arrived no later than now, and
   * as long ago as its age says.
   *
   * @param now ms since the epoch
   */
  long endTs(long now) {
    long age = Math.max(0, number(unsigned("age")).orElse(0));
    long origin = originTs(now);
    long duration = durationMs(members).orElse(0);
    return Stickiness.lifetime(now - age, origin, duration).endMs();
  }

  /** When it ends as the homeserver says; never later than by {@link #endTs}. */
  long endTsBySection(long now) {
    long left = Long.MAX_VALUE;
    for (StickyNames names : StickyNames.values()) {
      left = Math.min(left, number(unsigned(names.timeLeft())).orElse(Long.MAX_VALUE));
    }
    return left == Long.MAX_VALUE ? endTs(now) : Math.min(endTs(now), now + left);
  }

  /** When it began, by the same account: what it lasts before its end. */
  long startTs(long now) {
    long duration = durationMs(members).orElse(0);
    Stickiness.Lifetime whole = Stickiness.lifetime(0, 0, duration);
    return Math.max(0, endTsBySection(now) - (whole.endMs() - whole.startMs()));
  }

  /** When its sender's server says that it was made, ms since the epoch; now if it does not say. */
  long originTs(long now) {
    return number(members.get("origin_server_ts")).orElse(now);
  }

  /** Whether the homeserver says how much time is left. */
  boolean hasTimeLeft() {
    return unsigned(StickyNames.UNSTABLE.timeLeft()) != null
        || unsigned(StickyNames.STABLE.timeLeft()) != null;
  }

  private JsonSpan unsigned(String name) {
    JsonSpan unsigned = members.get("unsigned");
    return unsigned == null ? null : unsigned.get(name).orElse(null);
  }

  private static OptionalLong durationMs(Map<String, JsonSpan> members) {
    for (StickyNames names : StickyNames.values()) {
      JsonSpan sticky = members.get(names.eventKey());
      OptionalLong duration =
          sticky == null
              ? OptionalLong.empty()
              : number(sticky.get(StickyNames.DURATION_MS).orElse(null));
      if (duration.isPresent() && duration.getAsLong() >= 0) {
        return duration;
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong number(JsonSpan value) {
    String text = value == null ? "" : value.raw();
    if (INTEGER.matcher(text).matches()) {
      return OptionalLong.of(Long.parseLong(text));
    }
    return LARGE.matcher(text).matches() ? OptionalLong.of(Long.MAX_VALUE) : OptionalLong.empty();
  }
}
