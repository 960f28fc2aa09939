package dev.burdock.ingest.domain;

import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.json.InvalidJsonException;
import java.util.List;
import java.util.Optional;

/** The body of {@code PUT /_matrix/app/v1/transactions/{txnId}}: {@code {"events": […]}}. */
public final class AppserviceTransaction {
  private static final RawJson NO_EVENTS = new RawJson(new byte[] {'[', ']'});

  private AppserviceTransaction() {}

  /**
   * Reads a transaction; what is in it beside {@code events} is not for us.
   *
   * @param receivedTs when it arrived, ms
   * @param maxEventBytes larger events are refused
   * @throws InvalidJsonException when the body as a whole is no transaction
   */
  public static List<FeedElement> read(byte[] body, long receivedTs, int maxEventBytes) {
    RawJson events = JsonSlices.members(body).getOrDefault("events", NO_EVENTS);
    return JsonSlices.elements(events.bytes()).stream()
        .map(json -> element(json, receivedTs, maxEventBytes))
        .toList();
  }

  private static FeedElement element(RawJson json, long receivedTs, int maxEventBytes) {
    try {
      if (json.size() > maxEventBytes) {
        throw BadEventException.tooLarge(json.size(), maxEventBytes);
      }
      FeedEvent event = FeedEvent.parse(json);
      return new FeedElement.Taken(
          new Arrived(event, Acceptance.marked(event), Optional.empty(), receivedTs));
    } catch (MatrixException e) {
      return new FeedElement.Refused(json, e);
    }
  }
}
