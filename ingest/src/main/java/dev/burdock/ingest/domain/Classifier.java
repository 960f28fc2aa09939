package dev.burdock.ingest.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.id.InvalidIdException;
import dev.burdock.matrix.id.UserId;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.matrix.sticky.Stickiness;
import dev.burdock.matrix.sticky.StickyNames;
import dev.burdock.schemas.event.AuthChange;
import dev.burdock.schemas.event.MemberChange;
import dev.burdock.schemas.event.RedactionSeen;
import dev.burdock.schemas.event.StickyEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** Says what an event means to the pipeline: the bodies of the records that it becomes. */
public final class Classifier {
  private static final Set<String> AUTH_TYPES =
      Set.of("m.room.power_levels", "m.room.join_rules", "m.room.create");
  private static final Set<String> MEMBERSHIPS = Set.of("join", "leave", "invite", "ban", "knock");

  private final Set<String> ours;

  /**
   * @param ours the server names that are ours
   */
  public Classifier(Set<String> ours) {
    this.ours = Set.copyOf(ours);
  }

  /**
   * The bodies in the order to record them; none for an event that the pipeline need not know.
   *
   * <p>An event that was not accepted changes no state; of those only a soft-failed sticky one is
   * kept, to be judged again (R06, R07).
   */
  public List<SpecificRecord> bodies(Arrived arrived) {
    List<SpecificRecord> bodies = new ArrayList<>(2);
    if (arrived.acceptance() == Acceptance.ACCEPTED) {
      FeedEvent event = arrived.event();
      member(event).ifPresent(bodies::add);
      authChange(event).ifPresent(bodies::add);
      redaction(event).ifPresent(bodies::add);
    }
    sticky(arrived).ifPresent(bodies::add);
    return bodies;
  }

  /** Whether the sender's server is ours. */
  public boolean isOurs(FeedEvent event) {
    return ours.contains(event.sender().server().value());
  }

  /** The sticky event alone, whatever else it is. */
  Optional<StickyEvent> sticky(Arrived arrived) {
    FeedEvent event = arrived.event();
    OptionalLong duration = Stickiness.durationMs(event.tree(), StickyNames.UNSTABLE);
    if (duration.isEmpty()
        || arrived.acceptance() == Acceptance.SPAM
        || arrived.acceptance() == Acceptance.REJECTED) {
      return Optional.empty();
    }
    JsonNode key = mapKey(event);
    return Optional.of(
        StickyEvent.newBuilder()
            .setEventId(event.eventId().value())
            .setSender(event.sender().value())
            .setType(event.type())
            .setStateKey(event.stateKey().orElse(null))
            .setOriginServerTs(event.originServerTs())
            .setDurationMs(duration.getAsLong())
            .setStickyKey(key.isTextual() ? key.textValue() : null)
            .setOnlyKey(key.isTextual() && event.content().size() == 1)
            .setSoftFailed(arrived.acceptance() == Acceptance.SOFT_FAILED)
            .setEvent(event.json().buffer())
            .setPdu(isOurs(event) ? arrived.pdu().map(RawJson::buffer).orElse(null) : null)
            .build());
  }

  /** The key of the clients' map (R29), which encryption hides. */
  private static JsonNode mapKey(FeedEvent event) {
    ObjectNode content = event.content();
    return event.type().equals("m.room.encrypted")
        ? MissingNode.getInstance()
        : StickyNames.UNSTABLE.mapKeyOf(content);
  }

  private static Optional<MemberChange> member(FeedEvent event) {
    String membership = event.content().path("membership").asText("");
    if (!event.type().equals("m.room.member")
        || !event.stateKey().map(Classifier::isUser).orElse(false)
        || !MEMBERSHIPS.contains(membership)) {
      return Optional.empty();
    }
    return Optional.of(
        MemberChange.newBuilder()
            .setEventId(event.eventId().value())
            .setUserId(event.stateKey().get())
            .setMembership(membership)
            .setOriginServerTs(event.originServerTs())
            .build());
  }

  private static boolean isUser(String stateKey) {
    try {
      UserId.parse(stateKey);
      return true;
    } catch (InvalidIdException e) {
      return false;
    }
  }

  private static Optional<AuthChange> authChange(FeedEvent event) {
    if (!AUTH_TYPES.contains(event.type()) || !event.isState(event.type())) {
      return Optional.empty();
    }
    return Optional.of(
        AuthChange.newBuilder()
            .setEventId(event.eventId().value())
            .setType(event.type())
            .setContent(content(event).buffer())
            .setSender(event.sender().value())
            .build());
  }

  /** The bytes in which the content came. */
  private static RawJson content(FeedEvent event) {
    return RawJson.of(JsonSpan.of(event.json().bytes()).get("content").orElseThrow());
  }

  /**
   * What a redaction takes back: {@code redacts} in client format, in {@code content} from room
   * version 11.
   */
  private static Optional<RedactionSeen> redaction(FeedEvent event) {
    if (!event.type().equals("m.room.redaction")) {
      return Optional.empty();
    }
    JsonNode top = event.tree().path("redacts");
    JsonNode redacts = top.isTextual() ? top : event.content().path("redacts");
    if (!redacts.isTextual()) {
      return Optional.empty();
    }
    return Optional.of(
        RedactionSeen.newBuilder()
            .setEventId(event.eventId().value())
            .setRedacts(redacts.textValue())
            .setSender(event.sender().value())
            .build());
  }
}
