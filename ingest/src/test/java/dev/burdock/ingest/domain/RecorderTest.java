package dev.burdock.ingest.domain;

import static dev.burdock.ingest.testing.Events.OURS;
import static dev.burdock.ingest.testing.Events.message;
import static dev.burdock.ingest.testing.Events.sticky;
import static dev.burdock.ingest.testing.Events.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private static final String OTHER = "!other:hs1.example";
  private final Recorder recorder = new Recorder(new Classifier(Set.of(OURS)));

  @Test
  @DisplayName("R20 the records of one room in one transaction are numbered as a burst")
  void numbered_per_room() {
    List<RoomEvent> records =
        records(
            sticky("$a", 1),
            sticky("$x", 1).put("room_id", OTHER),
            message("$ordinary"),
            sticky("$b", 1),
            sticky("$c", 1));

    assertThat(records)
        .extracting(RoomEvent::getRoomId)
        .containsExactly("!room:hs1.example", OTHER, "!room:hs1.example", "!room:hs1.example");
    assertThat(records.get(1).getBurst()).isNull();
    List<Burst> bursts = List.of(burst(records, 0), burst(records, 2), burst(records, 3));
    assertThat(bursts).extracting(Burst::getIndex).containsExactly(0, 1, 2);
    assertThat(bursts).extracting(Burst::getSize).containsOnly(3);
    assertThat(bursts).extracting(Burst::getId).containsOnly(bursts.get(0).getId());
  }

  @Test
  @DisplayName("R20 a repeated transaction brings the same burst, another one another")
  void burst_ids_follow_from_the_events() {
    String first = burst(records(sticky("$a", 1), sticky("$b", 1)), 0).getId();
    String again = burst(records(sticky("$a", 1), sticky("$b", 1)), 0).getId();
    String turned = burst(records(sticky("$b", 1), sticky("$a", 1)), 0).getId();
    String elsewhere =
        burst(
                records(
                    sticky("$a", 1).put("room_id", OTHER), sticky("$b", 1).put("room_id", OTHER)),
                0)
            .getId();

    assertThat(again).isEqualTo(first);
    assertThat(List.of(turned, elsewhere)).doesNotContain(first).doesNotHaveDuplicates();
  }

  private static Burst burst(List<RoomEvent> records, int index) {
    return records.get(index).getBurst();
  }

  private List<RoomEvent> records(ObjectNode... events) {
    List<Arrived> arrived =
        Arrays.stream(events)
            .map(event -> FeedEvent.parse(new RawJson(utf8(event.toString()))))
            .map(event -> new Arrived(event, Acceptance.ACCEPTED, Optional.empty(), 1))
            .toList();
    return recorder.records(OURS, Feed.APPSERVICE, arrived);
  }
}
