package dev.burdock.ingest.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.EventId;
import dev.burdock.matrix.id.RoomId;
import dev.burdock.matrix.id.UserId;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The body of {@code POST /_burdock/v1/events} (docs/feeds.md). */
public final class NativeBatch {
  private NativeBatch() {}

  /**
   * Reads a batch.
   *
   * @param receivedTs when it arrived, ms; events cannot have been received later
   * @param maxEventBytes larger elements are refused
   * @param ours the server names that are ours
   * @throws MatrixException when the body as a whole is no batch
   */
  public static FeedBatch read(byte[] body, long receivedTs, int maxEventBytes, Set<String> ours) {
    JsonSpan batch = JsonSpan.of(body).object();
    List<FeedElement> elements = elements(batch, receivedTs, maxEventBytes);
    return new FeedBatch(serverName(batch.get("server_name"), ours), elements);
  }

  /**
   * Reads the events of a batch, whatever server it names.
   *
   * @throws MatrixException when the body as a whole is no batch
   */
  public static List<FeedElement> elements(byte[] body, long receivedTs, int maxEventBytes) {
    return elements(JsonSpan.of(body).object(), receivedTs, maxEventBytes);
  }

  private static List<FeedElement> elements(JsonSpan batch, long receivedTs, int maxEventBytes) {
    JsonSpan events =
        batch
            .get("events")
            .orElseThrow(
                () -> InvalidJsonException.badJson("events: missing (expected: an array)"));
    return events.array().elements().stream()
        .map(event -> element(event, receivedTs, maxEventBytes))
        .toList();
  }

  /** Server names need no escapes, so only one spelling counts. */
  private static String serverName(Optional<JsonSpan> json, Set<String> ours) {
    return json.stream()
        .flatMap(spelled -> ours.stream().filter(name -> spelled.is('"' + name + '"')))
        .findFirst()
        .orElseThrow(() -> BadEventException.invalid("server_name: not one of our servers"));
  }

  private static FeedElement element(JsonSpan span, long receivedTs, int maxEventBytes) {
    RawJson json = RawJson.of(span);
    try {
      if (json.size() > maxEventBytes) {
        throw BadEventException.tooLarge(json.size(), maxEventBytes);
      }
      ObjectNode element = CanonicalJson.parse(json.bytes());
      if (element.has("erased")) {
        return erased(element.path("erased"));
      }
      Optional<SignedPdu> pdu = pdu(element);
      FeedEvent event =
          FeedEvent.parse(
              span.get("event")
                  .map(RawJson::of)
                  .orElseGet(() -> ClientFormat.of(pdu.orElseThrow(NativeBatch::empty))));
      sameEvent(element, event, pdu);
      return new FeedElement.Taken(
          new Arrived(
              event,
              acceptance(element).or(Acceptance.marked(event)),
              pdu.map(SignedPdu::json),
              receivedTs(element, receivedTs)));
    } catch (MatrixException e) {
      return new FeedElement.Refused(json, e);
    }
  }

  private static FeedElement erased(JsonNode erased) {
    List<RoomId> rooms = new ArrayList<>();
    erased.path("room_ids").forEach(room -> rooms.add(RoomId.parse(room.textValue())));
    if (rooms.isEmpty()) {
      throw BadEventException.badJson("erased: no room_ids");
    }
    return new FeedElement.Erased(UserId.parse(erased.path("user_id").textValue()), rooms);
  }

  private static Optional<SignedPdu> pdu(ObjectNode element) {
    if (!element.hasNonNull("pdu")) {
      return Optional.empty();
    }
    if (!(element.get("pdu") instanceof ObjectNode pdu)) {
      throw BadEventException.badJson("pdu: not an object");
    }
    Optional<RoomVersion> version = text(element, "room_version").map(RoomVersion::of);
    Optional<EventId> eventId =
        text(element, "event_id")
            .or(() -> Optional.ofNullable(element.path("event").path("event_id").textValue()))
            .map(EventId::parse);
    if (eventId.isPresent()) {
      return Optional.of(SignedPdu.of(pdu, eventId.get(), version));
    }
    return Optional.of(
        SignedPdu.of(
            pdu,
            version.orElseThrow(
                () -> BadEventException.badJson("room_version: missing (or event_id)"))));
  }

  private static void sameEvent(ObjectNode element, FeedEvent event, Optional<SignedPdu> pdu) {
    boolean asNamed = text(element, "event_id").map(event.eventId().value()::equals).orElse(true);
    boolean asSigned = pdu.map(signed -> signed.eventId().equals(event.eventId())).orElse(true);
    if (!asNamed || !asSigned) {
      throw BadEventException.invalid("event_id: not the same in event, pdu and beside them");
    }
  }

  private static Acceptance acceptance(ObjectNode element) {
    if (flag(element, "rejected")) {
      return Acceptance.REJECTED;
    }
    if (flag(element, "spam")) {
      return Acceptance.SPAM;
    }
    return flag(element, "soft_failed") ? Acceptance.SOFT_FAILED : Acceptance.ACCEPTED;
  }

  private static boolean flag(ObjectNode element, String name) {
    JsonNode value = element.path(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw BadEventException.badJson(name + ": not a boolean");
    }
    return value.booleanValue();
  }

  private static long receivedTs(ObjectNode element, long now) {
    JsonNode value = element.path("received_ts");
    if (value.isMissingNode()) {
      return now;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw BadEventException.badJson("received_ts: not a time in ms");
    }
    return Math.min(now, value.longValue());
  }

  private static Optional<String> text(ObjectNode element, String name) {
    JsonNode value = element.path(name);
    if (!value.isMissingNode() && !value.isTextual()) {
      throw BadEventException.badJson(name + ": not a string");
    }
    return Optional.ofNullable(value.textValue());
  }

  private static BadEventException empty() {
    return BadEventException.badJson("event: missing (expected: event or pdu)");
  }
}
