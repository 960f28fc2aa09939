package dev.burdock.fanout.sync.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Events that the homeserver told a client before they came this way: what is remembered of them so
 * that no later section repeats them (R12, R30, ADR 74).
 *
 * @param entries the latest last
 */
public record Told(List<Entry> entries) {
  /** Nothing. */
  public static final Told NONE = new Told(List.of());

  /** Most that are remembered; beyond, the oldest are forgotten and may be told again. */
  static final int MAX = 256;

  private static final long LASTS_S = 600;

  /** Ends are whole multiples of it, so that a token says them once for many events. */
  private static final long STEP_S = 60;

  /**
   * One event.
   *
   * @param fingerprint of its id
   * @param room of its room's id, four bytes
   * @param untilS when it is forgotten although it has never come, s since the epoch
   */
  record Entry(long fingerprint, int room, long untilS) {
    boolean isLike(Entry other) {
      return room == other.room && untilS == other.untilS;
    }
  }

  public Told {
    entries = List.copyOf(entries);
  }

  /** Whether an event is among them. */
  public boolean holds(String eventId) {
    if (entries.isEmpty()) {
      return false;
    }
    long fingerprint = Fingerprint.of(eventId);
    return entries.stream().anyMatch(entry -> entry.fingerprint() == fingerprint);
  }

  /**
   * These and others.
   *
   * @param now ms since the epoch
   */
  public Told with(Collection<RoomEventId> events, long now) {
    if (events.isEmpty()) {
      return this;
    }
    long untilS = (now / 1_000 + LASTS_S + STEP_S - 1) / STEP_S * STEP_S;
    Map<Long, Entry> added = new LinkedHashMap<>();
    for (RoomEventId event : events) {
      long fingerprint = Fingerprint.of(event.eventId());
      int room = Fingerprint.brief(event.roomId());
      added.put(fingerprint, new Entry(fingerprint, room, untilS));
    }
    List<Entry> all = new ArrayList<>(entries);
    all.removeIf(entry -> added.containsKey(entry.fingerprint()));
    all.addAll(added.values());
    return new Told(all.subList(Math.max(0, all.size() - MAX), all.size()));
  }

  /**
   * These without what has come and what need not be remembered any longer.
   *
   * @param now ms since the epoch
   */
  public Told without(Collection<String> eventIds, long now) {
    if (entries.isEmpty()) {
      return this;
    }
    Set<Long> removed = new HashSet<>();
    eventIds.forEach(eventId -> removed.add(Fingerprint.of(eventId)));
    return new Told(
        entries.stream()
            .filter(entry -> entry.untilS() > now / 1_000)
            .filter(entry -> !removed.contains(entry.fingerprint()))
            .toList());
  }

  /** These without those of rooms that the user has left or joined anew (R14). */
  public Told withoutRooms(Collection<String> roomIds) {
    if (entries.isEmpty() || roomIds.isEmpty()) {
      return this;
    }
    Set<Integer> rooms = roomIds.stream().map(Fingerprint::brief).collect(Collectors.toSet());
    return new Told(entries.stream().filter(entry -> !rooms.contains(entry.room())).toList());
  }
}
