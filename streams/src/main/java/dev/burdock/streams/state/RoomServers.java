package dev.burdock.streams.state;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.burdock.streams.domain.Users;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which servers have joined members in a room: a key for each member, by room and server. The
 * servers of a room are kept in memory until one of its members changes, since every event that is
 * pushed asks for them. So only who changes the store may ask for all servers of a room.
 */
final class RoomServers {
  private static final byte[] PRESENT = {1};

  /** From how many on a jump costs less than going on. */
  private static final int MANY_MEMBERS = 32;

  /** Names in memory, over all rooms. */
  private static final int MOST_NAMES = 200_000;

  private final KeyValueStore<byte[], byte[]> store;
  private final LoadingCache<String, List<String>> known =
      Caffeine.newBuilder()
          .maximumWeight(MOST_NAMES)
          .weigher((String room, List<String> servers) -> servers.size() + 1)
          .executor(Runnable::run)
          .build(this::read);

  RoomServers(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
  }

  boolean hasJoined(String room, String server) {
    return !Scans.isEmpty(store, new KeyWriter().text(room).text(server));
  }

  /** The servers in order. */
  List<String> of(String room) {
    return known.get(room);
  }

  void put(String room, String user, boolean joined) {
    byte[] key = RoomKeys.server(room, Users.server(user), user);
    if (joined) {
      store.put(key, PRESENT);
    } else {
      store.delete(key);
    }
    known.invalidate(room);
  }

  /**
   * Goes from member to member, and jumps to the next server where one has many: neither a server's
   * many members nor a room's many servers cost much.
   */
  private List<String> read(String room) {
    List<String> servers = new ArrayList<>();
    byte[] end = new KeyWriter().text(room).end();
    byte[] from = new KeyWriter().text(room).bytes();
    while (from != null) {
      try (var entries = store.range(from, end)) {
        String last = add(entries, servers);
        from = last == null ? null : new KeyWriter().text(room).text(last).end();
      }
    }
    return Collections.unmodifiableList(servers);
  }

  /** Adds servers in order; the last, when it has many members and others may follow. */
  private static String add(KeyValueIterator<byte[], byte[]> entries, List<String> servers) {
    String server = null;
    int again = 0;
    while (entries.hasNext()) {
      KeyReader key = new KeyReader(entries.next().key);
      key.text();
      String next = key.text();
      if (!next.equals(server)) {
        servers.add(next);
        server = next;
        again = 0;
      } else if (++again == MANY_MEMBERS) {
        return server;
      }
    }
    return null;
  }
}
