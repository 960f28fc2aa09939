package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Backoff;
import dev.burdock.testkit.guarantee.Observation.Contact;
import java.util.List;

/** The backoffs of a history, each cut where its destination called us (R25). */
final class Backoffs {
  private Backoffs() {}

  static List<Backoff> inForce(History history, String destination) {
    List<Long> contacts =
        history.all(Contact.class).stream()
            .filter(contact -> contact.destination().equals(destination))
            .map(Contact::at)
            .toList();
    return history.all(Backoff.class).stream()
        .filter(backoff -> backoff.destination().equals(destination))
        .map(backoff -> cut(backoff, contacts))
        .toList();
  }

  private static Backoff cut(Backoff backoff, List<Long> contacts) {
    long end =
        contacts.stream()
            .filter(at -> at >= backoff.from() && at < backoff.to())
            .mapToLong(Long::longValue)
            .min()
            .orElse(backoff.to());
    return new Backoff(backoff.destination(), backoff.from(), end);
  }
}
