package dev.burdock.schemas.topic;

import java.util.Map;
import java.util.Optional;

/**
 * The topics that hold what waits for one failing destination each: {@code <prefix>retry.<name of
 * the destination>}, of one partition. They are made and deleted by the federation role alone. Key:
 * room id; value: {@code Outbound}.
 */
public final class RetryTopic {
  /** Longest name of a topic that Kafka takes. */
  private static final int LONGEST = 249;

  private RetryTopic() {}

  /** What the names of all retry topics begin with. */
  public static String prefix(String topicPrefix) {
    return topicPrefix + "retry.";
  }

  /** The topic of a destination; empty when its name makes no legal name of a topic. */
  public static Optional<String> name(String topicPrefix, String destination) {
    String name = prefix(topicPrefix) + destination;
    boolean legal = name.length() <= LONGEST && destination.matches("[a-zA-Z0-9.-]+");
    return legal ? Optional.of(name) : Optional.empty();
  }

  /** The destination of a retry topic; empty for another topic. */
  public static Optional<String> destination(String topicPrefix, String topic) {
    return topic.startsWith(prefix(topicPrefix))
        ? Optional.of(topic.substring(prefix(topicPrefix).length()))
        : Optional.empty();
  }

  /**
   * The consumer group whose offsets say how far each retry topic is worked off; its lag is the
   * destination's backlog.
   */
  public static String group(String topicPrefix) {
    return topicPrefix + "federation-retry";
  }

  /** Topic configs: an hour of stickiness and some more; small segments, quick to create. */
  public static Map<String, String> configs() {
    return Map.of(
        "cleanup.policy", "delete",
        "retention.ms", "7200000",
        "segment.bytes", "16777216",
        "segment.index.bytes", "65536");
  }
}
