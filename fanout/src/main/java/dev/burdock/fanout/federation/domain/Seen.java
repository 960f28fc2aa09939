package dev.burdock.fanout.federation.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was read lately, so that a record that is there twice (an aborted and repeated Kafka
 * transaction) is taken up once. Bounded: the oldest is forgotten first. Not safe for many threads.
 */
public final class Seen {
  private final Map<Key, Boolean> keys;

  private record Key(String eventId, boolean serverJoined, List<String> destinations) {}

  /**
   * @param capacity most records remembered
   */
  public Seen(int capacity) {
    this.keys =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
            return size() > capacity;
          }
        };
  }

  /** Whether this is the first time that the event is to go to these destinations. */
  public boolean first(String eventId, boolean serverJoined, List<String> destinations) {
    return keys.put(new Key(eventId, serverJoined, destinations), true) == null;
  }
}
