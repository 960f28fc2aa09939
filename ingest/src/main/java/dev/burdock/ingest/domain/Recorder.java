package dev.burdock.ingest.domain;

import dev.burdock.matrix.hash.Sha256;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns what arrived together into records, numbered within each room so that readers can show them
 * together (R20).
 */
public final class Recorder {
  private static final int ID_BYTES = 15;

  private final Classifier classifier;

  public Recorder(Classifier classifier) {
    this.classifier = classifier;
  }

  /** The records of one transaction, in the order of its events. */
  public List<RoomEvent> records(String serverName, Feed feed, List<Arrived> arrived) {
    List<Entry> entries = new ArrayList<>();
    Map<String, Room> rooms = new LinkedHashMap<>();
    for (Arrived one : arrived) {
      for (SpecificRecord body : bodies(feed, one)) {
        String roomId = one.event().roomId().value();
        Room room = rooms.computeIfAbsent(roomId, id -> new Room(Sha256.of(id)));
        entries.add(new Entry(roomId, one.receivedTs(), room.take(one.event()), body));
      }
    }
    return entries.stream()
        .map(
            entry ->
                RoomEvent.newBuilder()
                    .setRoomId(entry.roomId)
                    .setServerName(serverName)
                    .setReceivedTs(entry.receivedTs)
                    .setFeed(feed)
                    .setBurst(rooms.get(entry.roomId).burst(entry.index))
                    .setBody(entry.body)
                    .build())
        .toList();
  }

  /**
   * A PDU from another server, or an event of some past that sync met, is no word of ours about the
   * state of the room.
   */
  private List<? extends SpecificRecord> bodies(Feed feed, Arrived arrived) {
    return feed == Feed.FEDERATION || feed == Feed.BURDOCK
        ? classifier.sticky(arrived).stream().toList()
        : classifier.bodies(arrived);
  }

  private record Entry(String roomId, long receivedTs, int index, SpecificRecord body) {}

  /**
   * The records of one room. The id of their burst follows from the room and its events alone, so a
   * transaction that is repeated brings the same burst again.
   */
  private static final class Room {
    private byte[] chain;
    private int size;

    Room(byte[] chain) {
      this.chain = chain;
    }

    int take(FeedEvent event) {
      MessageDigest digest = Sha256.digest();
      digest.update(chain);
      chain = digest.digest(utf8(event.eventId().value()));
      return size++;
    }

    Burst burst(int index) {
      if (size == 1) {
        return null;
      }
      String id =
          Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(chain, ID_BYTES));
      return new Burst(id, index, size);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
