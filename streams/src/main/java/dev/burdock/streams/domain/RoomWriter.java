package dev.burdock.streams.domain;

import dev.burdock.streams.kept.AuthState;
import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.kept.Member;
import dev.burdock.streams.kept.RedactionMark;
import dev.burdock.streams.kept.SeenEvent;

/** The changes that decisions make to what is known of rooms. */
public interface RoomWriter {
  /** Keeps a delivered event at its position. */
  void putSticky(String room, KeptEvent event);

  void dropSticky(String room, long offset, int index);

  /** Keeps a soft-failed event at its arrival. */
  void putHeld(String room, KeptEvent event);

  void dropHeld(String room, String sender, long arrivalOffset);

  /** The events that wait for their turn, and why. */
  DeferredWriter deferrals();

  void putSeen(String room, String eventId, SeenEvent seen);

  void dropSeen(String room, String eventId);

  void putTold(String room, String eventId);

  void dropTold(String room, String eventId);

  void putRedaction(String room, String target, String redaction, RedactionMark mark);

  void dropRedaction(String room, String target, String redaction);

  /** Keeps a membership, and the user's server among the joined ones while it is a joined one. */
  void putMember(String room, String user, Member member);

  void dropMember(String room, String user);

  void putErased(String room, String user);

  void dropErased(String room, String user);

  void putMapCandidate(MapKey key, MapCandidate candidate);

  void dropMapCandidate(MapKey key, MapCandidate candidate);

  void putMapShown(MapKey key, String eventId);

  void dropMapShown(MapKey key);

  void putAuth(String room, String type, AuthState state);

  void putTimer(Timer timer);

  void dropTimer(Timer timer);
}
