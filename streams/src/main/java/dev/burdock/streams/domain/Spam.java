package dev.burdock.streams.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Events that a policy server flagged (R06). The feeds leave them out; one that slipped through is
 * recognised by the homeserver's own mark.
 */
final class Spam {
  private static final String MARK = "io.element.synapse.policy_server_spammy";

  private Spam() {}

  /** Whether an event in client format bears the mark. */
  static boolean isMarked(ByteBuffer event) {
    // One byte a character: enough to look for an ASCII mark, and cheap.
    return StandardCharsets.ISO_8859_1.decode(event.duplicate()).toString().contains(MARK)
        && Json.object(event).path("unsigned").path(MARK).asBoolean(false);
  }
}
