package dev.burdock.streams.domain;

import dev.burdock.streams.kept.AuthState;
import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.kept.Member;
import dev.burdock.streams.kept.RedactionMark;
import dev.burdock.streams.kept.SeenEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What is known of rooms: all that a decision may read besides the record itself. */
public interface RoomView {
  /** How far a sticky event has come; empty when it was never seen, or forgotten. */
  Optional<SeenEvent> seen(String room, String eventId);

  /** Whether this membership, other authorising state or redaction was told before. */
  boolean told(String room, String eventId);

  /** The redactions of an event that came before it. */
  List<RedactionMark> redactionsOf(String room, String eventId);

  /** The delivered event of this position. */
  Optional<KeptEvent> sticky(String room, long offset, int index);

  /** Gives every delivered event of a room, in the order of positions; some may have expired. */
  void eachSticky(String room, Consumer<KeptEvent> consumer);

  /** The soft-failed event that arrived with this offset. */
  Optional<KeptEvent> held(String room, String sender, long arrivalOffset);

  /** The soft-failed events of a room in the order of arrival; some may have expired. */
  List<HeldRef> held(String room);

  /** The soft-failed events of one sender in the order of arrival; some may have expired. */
  List<HeldRef> heldOf(String room, String sender);

  /** The events that wait for their turn, and why. */
  DeferredView deferrals();

  /** A user's membership, if any was told. */
  Optional<Member> member(String room, String user);

  /** Whether a server has a joined member in the room. */
  boolean hasJoined(String room, String server);

  /** The servers with a joined member in the room, ours among them, in the order of names. */
  List<String> servers(String room);

  /** Whether a user was erased: their events are brought to nobody new (R27). */
  boolean erased(String room, String user);

  /**
   * The rooms with a joined member of a server that have delivered events, in the order of ids;
   * some may have expired.
   */
  void eachStickyRoom(String server, Consumer<String> consumer);

  /**
   * The delivered event of the highest rank that a key of the clients' map may show.
   *
   * @param mayShow asked from the highest rank down, until it says yes
   */
  Optional<MapCandidate> mapWinner(MapKey key, Predicate<MapCandidate> mayShow);

  /** The event that a key of the clients' map shows; empty when it shows none. */
  Optional<String> mapShown(MapKey key);

  /** The current state event of this type, if it was told. */
  Optional<AuthState> auth(String room, String type);

  /** Whether a user is joined. */
  default boolean joined(String room, String user) {
    return member(room, user).filter(Members::isJoined).isPresent();
  }
}
