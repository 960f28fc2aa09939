package dev.burdock.ingest.room;

import dev.burdock.schemas.event.AuthChange;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.MembersRead;
import dev.burdock.schemas.event.RoomEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Makes the records of what the homeserver said of a room. */
public final class RoomRecords {
  /** Members per record, so that none is too large for Kafka. */
  static final int MAX_MEMBERS = 1_000;

  private final String serverName;

  /**
   * @param serverName the server of ours that was asked
   */
  public RoomRecords(String serverName) {
    this.serverName = serverName;
  }

  /**
   * What is allowed first, so that members find it when they are judged by it.
   *
   * @param askedTs when the homeserver was asked, ms: what it told is no older
   */
  List<RoomEvent> of(String roomId, RoomState state, long askedTs) {
    List<RoomEvent> records = new ArrayList<>();
    for (RoomState.Content content : state.authorising()) {
      records.add(
          record(
              roomId,
              askedTs,
              AuthChange.newBuilder()
                  .setType(content.type())
                  .setContent(content.content().buffer())
                  .setSender(content.sender().orElse(null))
                  .build()));
    }
    List<String> joined = state.joined();
    for (int from = 0; from < joined.size(); from += MAX_MEMBERS) {
      List<String> chunk = joined.subList(from, Math.min(from + MAX_MEMBERS, joined.size()));
      records.add(record(roomId, askedTs, new MembersRead(List.copyOf(chunk))));
    }
    return records;
  }

  private RoomEvent record(String roomId, long askedTs, SpecificRecord body) {
    return RoomEvent.newBuilder()
        .setRoomId(roomId)
        .setServerName(serverName)
        .setReceivedTs(askedTs)
        .setFeed(Feed.BURDOCK)
        .setBody(body)
        .build();
  }
}
