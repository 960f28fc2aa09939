package dev.burdock.ingest.domain;

import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonSpan;
import java.util.List;
import java.util.Optional;

/** The body of {@code PUT /_matrix/app/v1/transactions/{txnId}}: {@code {"events": […]}}. */
public final class AppserviceTransaction {
  private AppserviceTransaction() {}

  /**
   * Reads a transaction; what is in it beside {@code events} is not for us.
   *
   * @param receivedTs when it arrived, ms
   * @param maxEventBytes larger events are refused
   * @throws InvalidJsonException when the body as a whole is no transaction
   */
  public static List<FeedElement> read(byte[] body, long receivedTs, int maxEventBytes) {
    return JsonSpan.of(body).object().get("events").stream()
        .flatMap(events -> events.array().elements().stream())
        .map(event -> element(RawJson.of(event), receivedTs, maxEventBytes))
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
