package dev.burdock.testkit.homeserver;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** A room of the simulated homeserver: who is joined, and how many sticky events it had. */
public final class SimulatedRoom {
  private final String id;
  private final String creator;
  private final Set<String> joined = new ConcurrentSkipListSet<>();
  private final AtomicLong events = new AtomicLong();

  SimulatedRoom(String id, String creator) {
    this.id = id;
    this.creator = creator;
  }

  public String id() {
    return id;
  }

  public String creator() {
    return creator;
  }

  /** Servers with a joined member, except {@code ours}. */
  Set<String> servers(String ours) {
    return joined.stream()
        .map(SimulatedRoom::server)
        .filter(server -> !server.equals(ours))
        .collect(Collectors.toSet());
  }

  /** Those of {@code users} who are joined. */
  Set<String> joinedAmong(Set<String> users) {
    return users.stream().filter(joined::contains).collect(Collectors.toSet());
  }

  long nextSequence() {
    return events.incrementAndGet();
  }

  void join(String user) {
    joined.add(user);
  }

  void leave(String user) {
    joined.remove(user);
  }

  static String server(String user) {
    return user.substring(user.indexOf(':') + 1);
  }
}
