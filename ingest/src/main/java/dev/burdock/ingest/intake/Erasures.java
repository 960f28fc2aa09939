package dev.burdock.ingest.intake;

import dev.burdock.ingest.domain.FeedElement;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.UserErased;
import java.util.List;

/** Makes the records of an erasure, one per room (R27). */
final class Erasures {
  private Erasures() {}

  static List<RoomEvent> records(
      Feed feed, String serverName, FeedElement.Erased erased, long receivedTs) {
    return erased.rooms().stream()
        .map(
            room ->
                RoomEvent.newBuilder()
                    .setRoomId(room.value())
                    .setServerName(serverName)
                    .setReceivedTs(receivedTs)
                    .setFeed(feed)
                    .setBody(new UserErased(erased.user().value()))
                    .build())
        .toList();
  }
}
