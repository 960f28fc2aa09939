package dev.burdock.fanout.federation.domain;

import dev.burdock.matrix.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was read lately, so that a record that is there twice (an aborted and repeated Kafka
 * transaction) is taken up once. Bounded: the oldest is forgotten first. Not safe for many threads.
 */
public final class RecentPushes {
  private static final int HASH_BYTES = 16;

  private final Map<Key, Boolean> keys;

  /** With a hash of the destinations: there may be very many. */
  private record Key(
      String eventId, boolean serverJoined, long causedTs, ByteBuffer destinations) {}

  /**
   * @param capacity most records remembered
   */
  public RecentPushes(int capacity) {
    this.keys =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
            return size() > capacity;
          }
        };
  }

  /**
   * Whether this is the first time that the event is to go to these destinations for this reason.
   *
   * @param causedTs timestamp of the record that is the reason, the same when it is there twice
   */
  public boolean first(
      String eventId, boolean serverJoined, long causedTs, List<String> destinations) {
    Key key = new Key(eventId, serverJoined, causedTs, hash(destinations));
    return keys.put(key, true) == null;
  }

  private static ByteBuffer hash(List<String> destinations) {
    MessageDigest digest = Sha256.digest();
    for (String destination : destinations) {
      digest.update(destination.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return ByteBuffer.wrap(digest.digest()).slice(0, HASH_BYTES);
  }
}
