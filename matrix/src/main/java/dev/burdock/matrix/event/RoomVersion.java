package dev.burdock.matrix.event;

import java.util.HashMap;
import java.util.Map;

/**
 * A version of the room rules (Matrix specification, "Room Versions"), reduced to what a relay of
 * events must know.
 */
public enum RoomVersion {
  V1(1),
  V2(2),
  V3(3),
  V4(4),
  V5(5),
  V6(6),
  V7(7),
  V8(8),
  V9(9),
  V10(10),
  V11(11),
  V12(12);

  /** How the id of an event comes about. */
  public enum EventIdFormat {
    /** {@code $opaque:server}, a member of the event (versions 1 and 2). */
    DOMAIN,
    /** {@code $} and the reference hash in standard base64 (version 3). */
    BASE64,
    /** {@code $} and the reference hash in URL-safe base64 (versions 4 and later). */
    URL_SAFE_BASE64
  }

  private static final Map<String, RoomVersion> BY_ID = new HashMap<>();

  static {
    for (RoomVersion version : values()) {
      BY_ID.put(version.id(), version);
    }
  }

  private final int number;

  RoomVersion(int number) {
    this.number = number;
  }

  /**
   * The version that an id such as {@code "11"} names.
   *
   * @throws UnsupportedRoomVersionException if there is none
   */
  public static RoomVersion of(String id) {
    RoomVersion version = BY_ID.get(id);
    if (version == null) {
      throw new UnsupportedRoomVersionException();
    }
    return version;
  }

  /** The id as it stands in {@code m.room.create}, such as {@code "11"}. */
  public String id() {
    return Integer.toString(number);
  }

  public EventIdFormat eventIdFormat() {
    return number <= 2
        ? EventIdFormat.DOMAIN
        : number == 3 ? EventIdFormat.BASE64 : EventIdFormat.URL_SAFE_BASE64;
  }

  /** Whether signing keys must have been valid when the event was made (5 and later). */
  public boolean enforcesKeyValidity() {
    return number >= 5;
  }

  /** Whether events must be canonical JSON in every number (6 and later). */
  public boolean strictCanonicalJson() {
    return number >= 6;
  }

  /** Whether redaction keeps {@code aliases} of {@code m.room.aliases} (1 to 5). */
  public boolean redactionKeepsAliases() {
    return number <= 5;
  }

  /**
   * Whether {@code restricted} join rules exist, and redaction keeps their {@code allow} (8 and
   * later).
   */
  public boolean restrictedJoins() {
    return number >= 8;
  }

  /**
   * Whether redaction keeps {@code join_authorised_via_users_server} of a member event (9 and
   * later).
   */
  public boolean redactionKeepsJoinAuthoriser() {
    return number >= 9;
  }

  /**
   * Whether the revised redaction rules of version 11 apply (MSC2174, MSC2176, MSC3820, MSC3821,
   * MSC3989).
   */
  public boolean revisedRedaction() {
    return number >= 11;
  }

  /**
   * Whether {@code redacts} of an {@code m.room.redaction} is inside {@code content} (11 and
   * later).
   */
  public boolean redactsInContent() {
    return number >= 11;
  }

  /**
   * Whether the room id is the hash of the create event, which then has no {@code room_id} itself
   * (12).
   */
  public boolean roomIdIsCreateHash() {
    return number >= 12;
  }
}
