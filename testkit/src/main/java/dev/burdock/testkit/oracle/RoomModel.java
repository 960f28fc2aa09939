package dev.burdock.testkit.oracle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.testkit.homeserver.FedEvent;
import dev.burdock.testkit.recording.Recording.RecordedRoom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be expected of one room: who was in it when, and which sticky events counted when. It
 * follows what was fed, by the rules of the proposal, and knows nothing of Burdock's own state.
 */
public final class RoomModel {
  private static final Set<String> AUTHORISING =
      Set.of("m.room.member", "m.room.power_levels", "m.room.join_rules");

  private final Listener listener;
  private final Map<String, Presence> users = new HashMap<>();
  private final Map<String, Presence> servers = new HashMap<>();
  private final Map<String, StickyEntry> sticky = new LinkedHashMap<>();
  private final List<StickyEntry> softFailed = new ArrayList<>();

  RoomModel(RecordedRoom room, Listener listener) {
    this.listener = listener;
    for (ObjectNode member : room.membersAtStart()) {
      String user = member.path("state_key").asText();
      presence(user).enter(0, 0);
      presence(serverOf(user)).enter(0, 0);
    }
  }

  /** Who is told what an event changed. */
  interface Listener {
    /** The event is to be delivered from now on. */
    void counts(StickyEntry entry);

    /** It is sticky no longer. */
    void redacted(StickyEntry entry, long acknowledged);

    /** A user, or the first user of a server, came into the room. */
    void came(String userOrServer, long sent, long acknowledged);

    /** A user, or the last user of a server, left it. */
    void went(String userOrServer, long sent, long acknowledged);
  }

  /** Takes an event whose transaction was sent and acknowledged at these times, ms. */
  void take(FedEvent event, long sent, long acknowledged) {
    if (event.isMembership()) {
      member(event, sent, acknowledged);
    }
    if (AUTHORISING.contains(event.type())) {
      judgeAgain(sent, acknowledged);
    }
    event
        .redacts()
        .map(sticky::get)
        .ifPresent(
            target -> {
              target.redact(sent, acknowledged);
              listener.redacted(target, acknowledged);
            });
    if (event.stickyMs().isPresent() && !sticky.containsKey(event.id())) {
      stick(event, sent, acknowledged);
    }
  }

  /** Of a user, or of a server; never present for an unknown one. */
  Presence presence(String userOrServer) {
    Map<String, Presence> all = userOrServer.startsWith("@") ? users : servers;
    return all.computeIfAbsent(userOrServer, any -> new Presence());
  }

  /** All sticky events that it ever had. */
  public Iterable<StickyEntry> entries() {
    return sticky.values();
  }

  /** The times in which there was a reason to deliver an event to a user or a server, once each. */
  public List<Span> reasons(String userOrServer, StickyEntry entry) {
    // Servers get the events of our own users alone (R21, R24).
    if (!userOrServer.startsWith("@") && !entry.isOwn()) {
      return List.of();
    }
    return presence(userOrServer).spans().stream()
        .map(presence -> presence.and(entry.span()))
        .filter(Span::mayHold)
        .toList();
  }

  private void stick(FedEvent event, long sent, long acknowledged) {
    StickyEntry entry = new StickyEntry(event, sent);
    sticky.put(event.id(), entry);
    if (event.softFailed() || !presence(event.sender()).isPresent()) {
      softFailed.add(entry);
    } else {
      allow(entry, sent, acknowledged);
    }
  }

  private void allow(StickyEntry entry, long sent, long acknowledged) {
    if (entry.allow(sent, acknowledged)) {
      listener.counts(entry);
    }
  }

  private void judgeAgain(long sent, long acknowledged) {
    softFailed.removeIf(
        entry -> {
          boolean allowed = presence(entry.event().sender()).isPresent();
          if (allowed) {
            allow(entry, sent, acknowledged);
          }
          return allowed;
        });
  }

  private void member(FedEvent event, long sent, long acknowledged) {
    String user = event.stateKey();
    boolean present = presence(user).isPresent();
    if (event.isJoin() && !present) {
      join(user, sent, acknowledged);
    } else if (!event.isJoin() && present) {
      leave(user, sent, acknowledged);
      leave(serverOf(user), sent, acknowledged);
    }
  }

  private void join(String user, long sent, long acknowledged) {
    enter(user, sent, acknowledged);
    enter(serverOf(user), sent, acknowledged);
  }

  private void enter(String userOrServer, long sent, long acknowledged) {
    if (presence(userOrServer).enter(sent, acknowledged)) {
      listener.came(userOrServer, sent, acknowledged);
    }
  }

  private void leave(String userOrServer, long sent, long acknowledged) {
    if (presence(userOrServer).leave(sent, acknowledged)) {
      listener.went(userOrServer, sent, acknowledged);
    }
  }

  private static String serverOf(String user) {
    return user.substring(user.indexOf(':') + 1);
  }
}
