package dev.burdock.testkit.oracle;

import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.testkit.homeserver.FedEvent;
import dev.burdock.testkit.recording.Recording.Room;
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

  private final RoomVersion version;
  private final Map<String, Presence> users = new HashMap<>();
  private final Map<String, Presence> servers = new HashMap<>();
  private final Map<String, StickyEntry> sticky = new LinkedHashMap<>();
  private final List<StickyEntry> softFailed = new ArrayList<>();

  public RoomModel(Room room) {
    this.version = room.version();
    room.membersAtStart().forEach(member -> join(member.path("state_key").asText(), 0, 0));
  }

  public RoomVersion version() {
    return version;
  }

  /** Takes an event whose transaction was sent and acknowledged at these times, ms. */
  public void take(FedEvent event, long sent, long acknowledged) {
    if (event.isMembership()) {
      member(event, sent, acknowledged);
    }
    if (AUTHORISING.contains(event.type())) {
      judgeAgain(sent, acknowledged);
    }
    event.redacts().map(sticky::get).ifPresent(target -> target.redact(sent, acknowledged));
    if (event.stickyMs().isPresent() && !sticky.containsKey(event.id())) {
      stick(event, sent, acknowledged);
    }
  }

  /** Of a user, or of a server; never present for an unknown one. */
  public Presence presence(String userOrServer) {
    Map<String, Presence> all = userOrServer.startsWith("@") ? users : servers;
    return all.computeIfAbsent(userOrServer, any -> new Presence());
  }

  public StickyEntry entry(String eventId) {
    return sticky.get(eventId);
  }

  public Iterable<StickyEntry> entries() {
    return sticky.values();
  }

  private void stick(FedEvent event, long sent, long acknowledged) {
    StickyEntry entry = new StickyEntry(event, sent);
    sticky.put(event.id(), entry);
    if (event.softFailed() || !presence(event.sender()).isPresent()) {
      softFailed.add(entry);
    } else {
      entry.allow(sent, acknowledged);
    }
  }

  private void judgeAgain(long sent, long acknowledged) {
    softFailed.removeIf(
        entry -> {
          boolean allowed = presence(entry.event().sender()).isPresent();
          if (allowed) {
            entry.allow(sent, acknowledged);
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
      presence(user).leave(sent, acknowledged);
      presence(serverOf(user)).leave(sent, acknowledged);
    }
  }

  private void join(String user, long sent, long acknowledged) {
    presence(user).enter(sent, acknowledged);
    presence(serverOf(user)).enter(sent, acknowledged);
  }

  private static String serverOf(String user) {
    return user.substring(user.indexOf(':') + 1);
  }
}
