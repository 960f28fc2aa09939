package dev.burdock.ingest.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.burdock.ingest.domain.Acceptance;
import dev.burdock.ingest.domain.Arrived;
import dev.burdock.ingest.domain.FeedElement;
import dev.burdock.ingest.domain.FeedEvent;
import dev.burdock.ingest.domain.Recorder;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.publish.DeadLetter;
import dev.burdock.ingest.room.KnownRooms;
import dev.burdock.ingest.room.LocalUsers;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.StickyEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Prepares batches: what is to be recorded, and which rooms must be introduced before. */
public final class BatchPreparer {
  private final Recorder recorder;
  private final KnownRooms known;
  private final LocalUsers localUsers;
  private final IngestMetrics metrics;

  public BatchPreparer(
      Recorder recorder, KnownRooms known, LocalUsers localUsers, IngestMetrics metrics) {
    this.recorder = recorder;
    this.known = known;
    this.localUsers = localUsers;
    this.metrics = metrics;
  }

  /**
   * Prepares the batch of these elements.
   *
   * @param serverName the server of ours that received it
   * @param receivedTs when it arrived, ms
   */
  public PreparedBatch of(
      Feed feed, String serverName, List<FeedElement> elements, long receivedTs) {
    String source = feed.name().toLowerCase(Locale.ROOT);
    List<Arrived> arrived = new ArrayList<>(elements.size());
    List<DeadLetter> deadLetters = new ArrayList<>();
    List<RoomEvent> erasures = new ArrayList<>();
    for (FeedElement element : elements) {
      if (element instanceof FeedElement.Taken taken) {
        arrived.add(taken.arrived());
      } else if (element instanceof FeedElement.Erased erased) {
        erasures.addAll(Erasures.records(feed, serverName, erased, receivedTs));
      } else if (element instanceof FeedElement.Refused refused) {
        deadLetters.add(
            new DeadLetter(null, refused.json(), refused.reason().getMessage(), source));
      }
    }
    metrics.events(source, true, arrived.size());
    metrics.events(source, false, deadLetters.size());
    Map<String, String> created =
        feed == Feed.FEDERATION || feed == Feed.BURDOCK ? Map.of() : learn(arrived);
    List<RoomEvent> records = new ArrayList<>(recorder.records(serverName, feed, arrived));
    records.addAll(erasures);
    return batch(records, deadLetters, created);
  }

  private PreparedBatch batch(
      List<RoomEvent> records, List<DeadLetter> deadLetters, Map<String, String> created) {
    Set<String> rooms = new LinkedHashSet<>();
    Set<String> unknown = new LinkedHashSet<>();
    for (RoomEvent record : records) {
      rooms.add(record.getRoomId());
      if (record.getBody() instanceof StickyEvent
          && !known.isKnown(record.getRoomId())
          && !created.containsKey(record.getRoomId())) {
        unknown.add(record.getRoomId());
      }
    }
    return new PreparedBatch(records, deadLetters, rooms, unknown, created);
  }

  /** Looks for local users, new rooms and absences; returns the version of each new room. */
  private Map<String, String> learn(List<Arrived> arrived) {
    Map<String, String> created = new HashMap<>();
    for (Arrived one : arrived) {
      FeedEvent event = one.event();
      String room = event.roomId().value();
      if (one.acceptance() != Acceptance.ACCEPTED) {
        continue;
      }
      if (localUsers.in(room).isEmpty() && localUsers.isArrival(event)) {
        known.forget(room); // none of ours may have been there: others came and went unseen
      }
      localUsers.saw(event);
      if (event.isState("m.room.create") && !known.isKnown(room)) {
        JsonNode version = event.content().path("room_version");
        created.put(room, version.asText("1"));
      }
    }
    return created;
  }
}
