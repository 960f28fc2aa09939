package dev.burdock.streams.domain;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.burdock.schemas.event.AuthChange;
import dev.burdock.schemas.event.MemberChange;
import dev.burdock.schemas.event.MembersRead;
import dev.burdock.schemas.event.PduFetched;
import dev.burdock.schemas.event.RedactionSeen;
import dev.burdock.schemas.event.Release;
import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.schemas.event.UserErased;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** What can happen in a room: one constant for each body that a record of room-events may have. */
enum RoomChange {
  STICKY_EVENT(StickyEvent.class),
  MEMBER_CHANGE(MemberChange.class),
  MEMBERS_READ(MembersRead.class),
  REDACTION_SEEN(RedactionSeen.class),
  AUTH_CHANGE(AuthChange.class),
  PDU_FETCHED(PduFetched.class),
  RELEASE(Release.class),
  USER_ERASED(UserErased.class);

  private static final Map<Class<?>, RoomChange> BY_BODY =
      Arrays.stream(values())
          .collect(toUnmodifiableMap(change -> change.body, Function.identity()));

  private final Class<?> body;

  RoomChange(Class<?> body) {
    this.body = body;
  }

  /**
   * Which change a body tells.
   *
   * @throws IllegalArgumentException when it is none of room-events
   */
  static RoomChange of(Object body) {
    RoomChange change = BY_BODY.get(body.getClass());
    if (change == null) {
      throw new IllegalArgumentException("no body of room-events: " + body.getClass().getName());
    }
    return change;
  }
}
