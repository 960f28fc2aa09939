package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Nothing is delivered after its expiry or redaction, and nothing expired comes back after a
 * restore (R02, R04).
 */
final class NothingExpired implements Guarantee {
  @Override
  public int number() {
    return 4;
  }

  @Override
  public Stream<String> violations(History history, Bounds bounds) {
    Map<String, Acknowledged> events = history.events();
    Map<String, Long> withdrawn = history.withdrawals();
    long slack = bounds.slack().toMillis();
    Stream<String> sends =
        history.all(Send.class).stream()
            .flatMap(
                send ->
                    send.eventIds().stream()
                        .filter(id -> send.startedAt() > end(id, events) + slack)
                        .map(id -> words(id, send.destination(), send.startedAt(), events)));
    Stream<String> sights =
        history.all(Seen.class).stream()
            .filter(
                seen -> {
                  long end = ended(seen.eventId(), events, withdrawn, bounds);
                  return seen.at() > end + slack && !writtenBefore(end, seen);
                })
            .map(seen -> words(seen.eventId(), seen.client(), seen.at(), events));
    return Stream.concat(Stream.concat(sends, sights), revoked(history, bounds));
  }

  /** Whether the time that it gives the event says so: then it was read late, not written late. */
  private static boolean writtenBefore(long end, Seen seen) {
    return seen.timeLeft().isPresent()
        && seen.timeLeft().getAsLong() > 0
        && seen.timeLeft().getAsLong() <= end - seen.askedAt();
  }

  /** A withdrawal travels to the lanes: only a send that began well after it is one too many. */
  private static Stream<String> revoked(History history, Bounds bounds) {
    Map<String, Long> withdrawn = history.withdrawals();
    return history.by(Send.class, Send::destination).entrySet().stream()
        .flatMap(
            lane -> {
              Intervals hindering = Intervals.hinderingClients(history);
              return lane.getValue().stream()
                  .flatMap(
                      send ->
                          send.eventIds().stream()
                              .filter(withdrawn::containsKey)
                              .filter(
                                  id ->
                                      send.startedAt()
                                          > known(withdrawn.get(id), hindering, bounds))
                              .map(
                                  id -> id + " was sent to " + lane.getKey() + " after redaction"));
            });
  }

  private static long known(long withdrawnAt, Intervals hindering, Bounds bounds) {
    long recovery = bounds.recovery().toMillis();
    long free = hindering.freeFor(withdrawnAt, recovery);
    return free == Observation.OPEN ? free : free + recovery;
  }

  private static long end(String eventId, Map<String, Acknowledged> events) {
    Acknowledged event = events.get(eventId);
    return event == null ? Observation.OPEN / 2 : event.endTs();
  }

  private static long ended(
      String eventId,
      Map<String, Acknowledged> events,
      Map<String, Long> withdrawn,
      Bounds bounds) {
    Long redacted = withdrawn.get(eventId);
    long end = end(eventId, events);
    return redacted == null ? end : Math.min(end, redacted + bounds.recovery().toMillis());
  }

  private static String words(
      String eventId, String whom, long at, Map<String, Acknowledged> events) {
    return eventId + " came to " + whom + " " + (at - end(eventId, events)) + " ms after its end";
  }
}
