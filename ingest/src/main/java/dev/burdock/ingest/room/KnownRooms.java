package dev.burdock.ingest.room;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;

/**
 * The rooms whose members need no reading, with their versions. Bounded: a room that is forgotten
 * is read once more when it is met again. Safe for many threads.
 */
public final class KnownRooms {
  private final Cache<String, String> versions;

  /**
   * @param most rooms that are remembered
   */
  public KnownRooms(long most) {
    this.versions = Caffeine.newBuilder().maximumSize(most).executor(Runnable::run).build();
  }

  public boolean isKnown(String roomId) {
    return versions.getIfPresent(roomId) != null;
  }

  /** The room's version as in its {@code m.room.create}; empty when the room is not known. */
  public Optional<String> version(String roomId) {
    return Optional.ofNullable(versions.getIfPresent(roomId));
  }

  public long count() {
    return versions.estimatedSize();
  }

  /**
   * Adds a room.
   *
   * @param version such as {@code 11}
   */
  public void add(String roomId, String version) {
    versions.put(roomId, version);
  }

  /** The room needs reading again. */
  public void forget(String roomId) {
    versions.invalidate(roomId);
  }
}
