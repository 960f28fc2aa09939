package dev.burdock.streams.domain;

import java.util.Collection;
import java.util.Set;

/**
 * The server names that are ours.
 *
 * @param servers at least one
 */
public record Ours(Set<String> servers) {
  public Ours {
    servers = Set.copyOf(servers);
  }

  public static Ours of(Collection<String> servers) {
    return new Ours(Set.copyOf(servers));
  }

  /** Whether this server is ours. */
  public boolean includes(String server) {
    return servers.contains(server);
  }

  /** Whether this user is ours; an event is pushed by us only if its sender is (R24). */
  public boolean has(String userId) {
    return includes(Users.server(userId));
  }
}
