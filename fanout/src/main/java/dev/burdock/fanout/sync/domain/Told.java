package dev.burdock.fanout.sync.domain;

import dev.burdock.matrix.hash.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Events that the homeserver's timeline told a client before they came this way: what is remembered
 * of them so that no later section repeats them (R12, ADR 0074).
 *
 * @param entries the latest last
 */
public record Told(List<Entry> entries) {
  /** Nothing. */
  public static final Told NONE = new Told(List.of());

  /** Most that are remembered; beyond, the oldest are forgotten and may be told again. */
  static final int MAX = 64;

  private static final long LASTS_S = 600;

  /**
   * One event.
   *
   * @param fingerprint of its id
   * @param untilS when it is forgotten although it has never come, s since the epoch
   */
  record Entry(long fingerprint, long untilS) {}

  public Told {
    entries = List.copyOf(entries);
  }

  /** Whether an event is among them. */
  public boolean holds(String eventId) {
    if (entries.isEmpty()) {
      return false;
    }
    long fingerprint = fingerprint(eventId);
    return entries.stream().anyMatch(entry -> entry.fingerprint() == fingerprint);
  }

  /**
   * These and others.
   *
   * @param now ms since the epoch
   */
  public Told with(Collection<String> eventIds, long now) {
    if (eventIds.isEmpty()) {
      return this;
    }
    Set<Long> added = fingerprints(eventIds);
    List<Entry> all = new ArrayList<>(entries);
    all.removeIf(entry -> added.contains(entry.fingerprint()));
    added.forEach(fingerprint -> all.add(new Entry(fingerprint, now / 1_000 + LASTS_S)));
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
    Set<Long> removed = fingerprints(eventIds);
    return new Told(
        entries.stream()
            .filter(entry -> entry.untilS() > now / 1_000)
            .filter(entry -> !removed.contains(entry.fingerprint()))
            .toList());
  }

  private static Set<Long> fingerprints(Collection<String> eventIds) {
    Set<Long> fingerprints = new HashSet<>();
    eventIds.forEach(eventId -> fingerprints.add(fingerprint(eventId)));
    return fingerprints;
  }

  /** The first eight bytes of the id's SHA-256: nobody finds a second id with those of another. */
  private static long fingerprint(String eventId) {
    return ByteBuffer.wrap(Sha256.of(eventId)).getLong();
  }
}
