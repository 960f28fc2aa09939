package dev.burdock.testkit.demo;

import dev.burdock.testkit.recording.Recording;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses the users whose clients poll: those who are in the most rooms, and come and go the most.
 */
final class Cast {
  private Cast() {}

  /** The ids of {@code count} users of the recorded homeserver. */
  static List<String> clients(Recording recording, int count) {
    Map<String, Integer> memberships = new HashMap<>();
    recording
        .rooms()
        .forEach(
            room ->
                room.membersAtStart()
                    .forEach(
                        member ->
                            memberships.merge(member.path("state_key").asText(), 1, Integer::sum)));
    recording.transactions().stream()
        .flatMap(transaction -> transaction.events().stream())
        .filter(event -> event.path("type").asText().equals("m.room.member"))
        .forEach(event -> memberships.merge(event.path("state_key").asText(), 1, Integer::sum));
    return memberships.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(":" + recording.server()))
        .sorted(
            Comparator.<Map.Entry<String, Integer>>comparingInt(entry -> -entry.getValue())
                .thenComparing(Map.Entry::getKey))
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }
}
