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
 * Which servers have joined members in a room: a key for each member, by room and server, and by
 * server and room. The servers of a room are kept in memory until one of its members changes, since
 * every event that is pushed asks for them. So only who changes the store may ask for all servers
 * of a room.
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
    String server = Users.server(user);
    byte[] key = RoomKeys.server(room, server, user);
    byte[] byServer = RoomKeys.roomOfServer(server, room, user);
    if (joined) {
      store.put(key, PRESENT);
      store.put(byServer, PRESENT);
    } else {
      store.delete(key);
      store.delete(byServer);
    }
    known.invalidate(room);
  }

  /** The first room of a server, in order, that is not before another; null for none. */
  String roomFrom(String server, String room) {
    return roomFrom(server, RoomKeys.roomsOf(server).text(room).bytes());
  }

  /** The first room of a server behind another; null for none. */
  String roomBehind(String server, String room) {
    return roomFrom(server, RoomKeys.roomsOf(server).text(room).end());
  }

  /** The first room of a server; null for none. */
  String firstRoom(String server) {
    return roomFrom(server, RoomKeys.roomsOf(server).bytes());
  }

  private String roomFrom(String server, byte[] from) {
    try (var entries = store.range(from, RoomKeys.roomsOf(server).end())) {
      return entries.hasNext() ? RoomKeys.roomOfServer(entries.next().key) : null;
    }
  }

  /** Makes the index by server of what was stored before there was one. */
  void index() {
    if (store.get(RoomKeys.indexed()) != null) {
      return;
    }
    try (var entries = store.range(RoomKeys.behindIndex(), null)) {
      while (entries.hasNext()) {
        KeyReader key = new KeyReader(entries.next().key);
        String room = key.text();
        store.put(RoomKeys.roomOfServer(key.text(), room, key.text()), PRESENT);
      }
    }
    store.put(RoomKeys.indexed(), PRESENT);
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
