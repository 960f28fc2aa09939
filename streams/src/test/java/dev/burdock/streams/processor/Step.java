package dev.burdock.streams.processor;

import dev.burdock.schemas.event.Burst;
import java.util.List;
import java.util.Map;

/** One step of a random history. */
sealed interface Step {
  /** A record of the room with its timestamp; it may repeat an earlier one. */
  record Told(What what, Burst burst, long nowMs) implements Step {}

  /** The wall clock comes to this time and what is due happens. */
  record Due(long nowMs) implements Step {}

  /** A destination asks to be caught up. */
  record CatchUp(String destination, long sinceMs, long nowMs) implements Step {}

  /** What a record tells. */
  sealed interface What {}

  record Member(String id, String user, String membership) implements What {}

  record Read(List<String> joined) implements What {}

  /**
   * A sticky event.
   *
   * @param key its key in the clients' map; null for none
   */
  record Sticky(
      String id,
      String sender,
      long originMs,
      long durationMs,
      boolean flagged,
      boolean withPdu,
      boolean state,
      String key)
      implements What {}

  record Redaction(String id, String target, String sender) implements What {}

  record Pdu(String id) implements What {}

  /** The room's power levels; who is not named has none. */
  record Levels(String id, int redact, int events, int state, Map<String, Integer> users)
      implements What {}

  /** Deferred events are to be released; any of them may be another event, or none. */
  record Release(List<String> ids) implements What {}

  record Erased(String user) implements What {}
}
