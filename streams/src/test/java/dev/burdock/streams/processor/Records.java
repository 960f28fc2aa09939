package dev.burdock.streams.processor;

import static dev.burdock.streams.topology.Bodies.auth;
import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.pdu;
import static dev.burdock.streams.topology.Bodies.redaction;
import static dev.burdock.streams.topology.Bodies.utf8;

import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.MembersRead;
import dev.burdock.schemas.event.Release;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.UserErased;
import dev.burdock.streams.topology.Bodies;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/** The records of room-events that the steps of a history stand for. */
final class Records {
  static final String ROOM = "!room:ours";

  private Records() {}

  static RoomEvent event(Step.Told step) {
    return new RoomEvent(ROOM, "ours", step.nowMs(), Feed.NATIVE, step.burst(), body(step.what()));
  }

  static SpecificRecord body(Step.What what) {
    if (what instanceof Step.Sticky sticky) {
      return Bodies.sticky(sticky.id(), sticky.sender(), sticky.originMs())
          .setDurationMs(sticky.durationMs())
          .setSoftFailed(sticky.flagged())
          .setStickyKey(sticky.key())
          .setStateKey(sticky.state() ? "" : null)
          .setPdu(sticky.withPdu() ? utf8("{}") : null)
          .build();
    } else if (what instanceof Step.Member member) {
      return member(member.id(), member.user(), member.membership());
    } else if (what instanceof Step.Read read) {
      return new MembersRead(read.joined());
    } else if (what instanceof Step.Redaction redaction) {
      return redaction(redaction.id(), redaction.target(), redaction.sender());
    } else if (what instanceof Step.Pdu fetched) {
      return pdu(fetched.id(), "{}");
    } else if (what instanceof Step.Levels levels) {
      return auth(levels.id(), "m.room.power_levels", json(levels), "@a:ours");
    } else if (what instanceof Step.Release release) {
      return new Release(release.ids());
    } else if (what instanceof Step.Erased erased) {
      return new UserErased(erased.user());
    }
    throw new IllegalArgumentException("unknown step: " + what);
  }

  private static String json(Step.Levels levels) {
    String users =
        levels.users().entrySet().stream()
            .map(user -> "\"" + user.getKey() + "\":" + user.getValue())
            .collect(Collectors.joining(",", "{", "}"));
    return "{\"redact\":%d,\"events_default\":%d,\"state_default\":%d,\"users\":%s}"
        .formatted(levels.redact(), levels.events(), levels.state(), users);
  }
}
