package dev.burdock.testkit.oracle;

import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Joined;
import dev.burdock.testkit.guarantee.Observation.Left;
import dev.burdock.testkit.guarantee.Observation.Withdrawn;
import dev.burdock.testkit.homeserver.FedEvent;
import dev.burdock.testkit.recording.Recording.RecordedRoom;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What follows, by the rules of the proposal, from what a homeserver fed: who should get what, and
 * when. It tells a history of it, and asks Burdock nothing. Safe for many threads.
 */
public final class Expectations {
  private final Set<String> clients;
  private final Set<String> servers;
  private final History history;
  private final Map<String, RoomModel> rooms = new HashMap<>();
  private long events;
  private long sticky;

  /**
   * Nothing is fed yet.
   *
   * @param clients users who are watched
   * @param servers that are watched
   * @param history that is told
   */
  public Expectations(Collection<String> clients, Collection<String> servers, History history) {
    this.clients = Set.copyOf(clients);
    this.servers = Set.copyOf(servers);
    this.history = history;
  }

  /** A room, as it is before its first event is fed. */
  public synchronized void open(RecordedRoom room) {
    rooms.put(room.id(), new RoomModel(room, new Teller(room.id())));
  }

  /** Events that Burdock acknowledged: from now on they must be delivered. */
  public synchronized void fed(Collection<FedEvent> fed, long sentMs, long acknowledgedMs) {
    for (FedEvent event : fed) {
      events++;
      sticky += event.stickyMs().isPresent() ? 1 : 0;
      rooms.get(event.roomId()).take(event, sentMs, acknowledgedMs);
    }
  }

  /** Events that were fed. */
  public synchronized long events() {
    return events;
  }

  /** Of these, those that are sticky. */
  public synchronized long sticky() {
    return sticky;
  }

  /** Asks what is to be expected of each room, by its id; nothing is fed meanwhile. */
  public synchronized <T> T read(Function<Map<String, RoomModel>, T> question) {
    return question.apply(rooms);
  }

  /** Tells the history of one room. */
  private final class Teller implements RoomModel.Listener {
    private final String roomId;
    private long sequence;

    Teller(String roomId) {
      this.roomId = roomId;
    }

    @Override
    public void counts(StickyEntry entry) {
      history.add(
          new Acknowledged(
              entry.event().id(),
              roomId,
              ++sequence,
              entry.span().mustBegin(),
              entry.endMs(),
              entry.isOwn() ? present(servers) : Set.of(),
              present(clients)));
    }

    @Override
    public void redacted(StickyEntry entry, long acknowledged) {
      history.add(new Withdrawn(entry.event().id(), acknowledged));
    }

    @Override
    public void came(String userOrServer, long sent, long acknowledged) {
      if (isWatched(userOrServer)) {
        history.add(new Joined(userOrServer, roomId, sent, acknowledged));
      }
    }

    @Override
    public void went(String userOrServer, long sent, long acknowledged) {
      if (isWatched(userOrServer)) {
        history.add(new Left(userOrServer, roomId, sent, acknowledged));
      }
    }

    private Set<String> present(Set<String> watched) {
      RoomModel room = rooms.get(roomId);
      return watched.stream()
          .filter(whom -> room.presence(whom).isPresent())
          .collect(Collectors.toSet());
    }

    private boolean isWatched(String userOrServer) {
      return clients.contains(userOrServer) || servers.contains(userOrServer);
    }
  }
}
