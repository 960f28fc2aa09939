package dev.burdock.ingest.domain;

import dev.burdock.schemas.event.AuthChange;
import dev.burdock.schemas.event.MemberChange;
import dev.burdock.schemas.event.RedactionSeen;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.StickyEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Parts a transaction where one record supersedes an earlier one: nothing of a later wave is sent
 * before all of the earlier ones is acknowledged, so that a failure in between never leaves the
 * later record without the earlier (ADR 0031).
 */
public final class Waves {
  private Waves() {}

  /** The records in order, in as few parts as possible. */
  public static List<List<RoomEvent>> of(List<RoomEvent> records) {
    List<List<RoomEvent>> waves = new ArrayList<>();
    List<RoomEvent> wave = new ArrayList<>();
    Set<Subject> subjects = new HashSet<>();
    for (RoomEvent record : records) {
      Optional<Subject> subject = subject(record);
      if (subject.map(subjects::contains).orElse(false)) {
        waves.add(wave);
        wave = new ArrayList<>();
        subjects.clear();
      }
      subject.ifPresent(subjects::add);
      wave.add(record);
    }
    waves.add(wave);
    return waves;
  }

  /** What a record says something about; of two about the same the later one counts. */
  private record Subject(String roomId, Class<?> kind, String name) {}

  private static Optional<Subject> subject(RoomEvent record) {
    if (record.getBody() instanceof MemberChange change) {
      return Optional.of(new Subject(record.getRoomId(), MemberChange.class, change.getUserId()));
    }
    if (record.getBody() instanceof AuthChange change) {
      return Optional.of(new Subject(record.getRoomId(), AuthChange.class, change.getType()));
    }
    if (record.getBody() instanceof StickyEvent sticky) {
      return Optional.of(new Subject(record.getRoomId(), StickyEvent.class, sticky.getEventId()));
    }
    if (record.getBody() instanceof RedactionSeen redaction) {
      return Optional.of(
          new Subject(record.getRoomId(), StickyEvent.class, redaction.getRedacts()));
    }
    return Optional.empty();
  }
}
