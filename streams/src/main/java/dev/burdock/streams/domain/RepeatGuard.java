package dev.burdock.streams.domain;

/**
 * Remembers state events and redactions that were told: a repeated old state must not undo a newer
 * one, nor a redaction be judged by the power that its sender came to have.
 */
final class RepeatGuard {
  private RepeatGuard() {}

  static void remember(Arrival arrival, String eventId, long dedupeMs, Decision decision) {
    String room = arrival.room();
    decision.change(writer -> writer.putTold(room, eventId));
    decision.change(
        writer ->
            writer.putTimer(
                Timer.remove(room, Timer.Kind.TOLD, eventId, "", arrival.nowMs() + dedupeMs)));
  }
}
