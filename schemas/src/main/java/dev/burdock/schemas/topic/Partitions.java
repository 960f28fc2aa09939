package dev.burdock.schemas.topic;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Which partition a key belongs to, as Kafka's own producers reckon for UTF-8 keys. */
public final class Partitions {
  private Partitions() {}

  /** The partition of {@code key} among {@code count}. */
  public static int of(String key, int count) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % count;
  }
}
