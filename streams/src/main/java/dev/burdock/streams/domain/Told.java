package dev.burdock.streams.domain;

/**
 * Remembers state events and redactions that were told: a repeated old state must not undo a newer
 * one, nor a redaction be judged by the power that its sender came to have.
 */
final class Told {
  private Told() {}

  static void remember(Arrival arrival, String eventId, long dedupeMs, Verdict verdict) {
    String room = arrival.room();
    verdict.change(writer -> writer.putTold(room, eventId));
    verdict.change(
        writer ->
            writer.putTimer(
                Timer.remove(room, Timer.Kind.TOLD, eventId, "", arrival.nowMs() + dedupeMs)));
  }
}
