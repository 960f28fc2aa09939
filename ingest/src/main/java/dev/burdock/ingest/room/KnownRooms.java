package dev.burdock.ingest.room;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The rooms whose members need no reading, with their versions. Safe for many threads. */
public final class KnownRooms {
  private final Map<String, String> versions = new ConcurrentHashMap<>();

  public boolean isKnown(String roomId) {
    return versions.containsKey(roomId);
  }

  /** The room's version as in its {@code m.room.create}; empty when the room is not known. */
  public Optional<String> version(String roomId) {
    return Optional.ofNullable(versions.get(roomId));
  }

  public int count() {
    return versions.size();
  }

  /**
   * Adds a room.
   *
   * @param version such as {@code 11}
   */
  public void add(String roomId, String version) {
    versions.put(roomId, version.intern());
  }

  /** The room needs reading again. */
  public void forget(String roomId) {
    versions.remove(roomId);
  }
}
