package dev.burdock.ingest.room;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.burdock.ingest.domain.FeedEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Users of ours who were lately seen in a room, as whom its members can be read. Bounded; forgets
 * what was not used for longest. Safe for many threads.
 */
public final class LocalUsers {
  private static final int MAX_ROOMS = 100_000;
  private static final int MAX_USERS = 3;

  private final Set<String> ours;
  private final Cache<String, List<String>> byRoom =
      Caffeine.newBuilder().maximumSize(MAX_ROOMS).build();

  /**
   * @param ours the server names that are ours
   */
  public LocalUsers(Set<String> ours) {
    this.ours = Set.copyOf(ours);
  }

  /** Learns from an accepted event. */
  public void saw(FeedEvent event) {
    String room = event.roomId().value();
    if (!event.type().equals("m.room.member")) {
      arrived(room, event.sender().value());
      return;
    }
    String user = event.stateKey().orElse("");
    if (membership(event.content()).equals("join")) {
      arrived(room, user);
    } else {
      byRoom.asMap().computeIfPresent(room, (id, users) -> nullIfNone(without(users, user)));
    }
  }

  /** Whether a user of ours joins who was not joined before. */
  public boolean isArrival(FeedEvent event) {
    return event.type().equals("m.room.member")
        && isOurs(event.stateKey().orElse(""))
        && membership(event.content()).equals("join")
        && !membership(event.tree().path("unsigned").path("prev_content")).equals("join");
  }

  /** The users last seen, the latest first. */
  public List<String> in(String roomId) {
    List<String> users = byRoom.getIfPresent(roomId);
    return users == null ? List.of() : users;
  }

  private void arrived(String roomId, String user) {
    if (isOurs(user)) {
      byRoom
          .asMap()
          .merge(
              roomId,
              List.of(user),
              (known, latest) ->
                  known.get(0).equals(user)
                      ? known
                      : Stream.concat(latest.stream(), without(known, user))
                          .limit(MAX_USERS)
                          .toList());
    }
  }

  private static List<String> nullIfNone(Stream<String> users) {
    List<String> left = users.toList();
    return left.isEmpty() ? null : left;
  }

  private boolean isOurs(String user) {
    return ours.contains(user.substring(user.indexOf(':') + 1));
  }

  private static String membership(JsonNode content) {
    return content.path("membership").asText("");
  }

  private static Stream<String> without(List<String> users, String user) {
    return users.stream().filter(other -> !other.equals(user));
  }
}
