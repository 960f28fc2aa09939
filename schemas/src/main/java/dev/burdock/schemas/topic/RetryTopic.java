package dev.burdock.schemas.topic;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The topics that hold what waits for one failing destination each: {@code <prefix>retry.<name of
 * the destination>}, of one partition. What a topic's name does not allow, as the colon before a
 * port, is an underscore and two hexadecimal digits: no name of a server has an underscore. They
 * are made and deleted by the federation role alone. Key: room id; value: {@code Outbound}.
 */
public final class RetryTopic {
  /** Longest name of a topic that Kafka takes. */
  private static final int LONGEST = 249;

  private static final Pattern ESCAPE = Pattern.compile("_([0-9a-f]{2})");

  private RetryTopic() {}

  /** What the names of all retry topics begin with. */
  public static String prefix(String topicPrefix) {
    return topicPrefix + "retry.";
  }

  /** The topic of a destination; empty when its name makes no legal name of a topic. */
  public static Optional<String> name(String topicPrefix, String destination) {
    String name = prefix(topicPrefix) + escaped(destination);
    boolean legal = name.length() <= LONGEST && destination.matches("\\p{ASCII}+");
    return legal ? Optional.of(name) : Optional.empty();
  }

  private static String escaped(String destination) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < destination.length(); i++) {
      char c = destination.charAt(i);
      if (Character.toString(c).matches("[a-zA-Z0-9.-]")) {
        name.append(c);
      } else {
        name.append('_').append(HexFormat.of().toHexDigits((byte) c));
      }
    }
    return name.toString();
  }

  private static String unescaped(String name) {
    return ESCAPE
        .matcher(name)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    Character.toString((char) HexFormat.fromHexDigits(found.group(1)))));
  }

  /** The destination of a retry topic; empty for another topic. */
  public static Optional<String> destination(String topicPrefix, String topic) {
    return topic.startsWith(prefix(topicPrefix))
        ? Optional.of(unescaped(topic.substring(prefix(topicPrefix).length())))
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
