package dev.burdock.ingest.domain;

import static dev.burdock.ingest.testing.Events.ADA;
import static dev.burdock.ingest.testing.Events.OURS;
import static dev.burdock.ingest.testing.Events.member;
import static dev.burdock.ingest.testing.Events.message;
import static dev.burdock.ingest.testing.Events.state;
import static dev.burdock.ingest.testing.Events.sticky;
import static dev.burdock.ingest.testing.Events.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WavesTest {
  @Test
  void memberships_of_one_user_are_parted() {
    assertThat(
            sizes(
                member("$1", ADA, "join"),
                member("$2", "@bob:hs2.example", "join"),
                member("$3", ADA, "leave"),
                sticky("$4", 1),
                member("$5", ADA, "join")))
        .containsExactly(2, 2, 1);
  }

  @Test
  @DisplayName("R04 an event and its redaction are parted")
  void redactions_are_parted_from_their_targets() {
    ObjectNode redaction = message("$r").put("type", "m.room.redaction").put("redacts", "$1");

    assertThat(sizes(sticky("$1", 1), sticky("$2", 1), redaction)).containsExactly(2, 1);
  }

  @Test
  void the_same_authorising_state_is_parted() {
    assertThat(
            sizes(
                state("$1", "m.room.power_levels", ""),
                state("$2", "m.room.join_rules", ""),
                state("$3", "m.room.power_levels", "")))
        .containsExactly(2, 1);
  }

  @Test
  void what_does_not_supersede_goes_together() {
    assertThat(
            sizes(
                member("$1", ADA, "join"),
                member("$2", ADA, "leave").put("room_id", "!other:hs1.example"),
                sticky("$3", 1),
                sticky("$4", 1)))
        .containsExactly(4);
    assertThat(sizes()).containsExactly(0);
  }

  private static List<Integer> sizes(ObjectNode... events) {
    List<Arrived> arrived =
        Arrays.stream(events)
            .map(event -> FeedEvent.parse(new RawJson(utf8(event.toString()))))
            .map(event -> new Arrived(event, Acceptance.ACCEPTED, Optional.empty(), 1))
            .toList();
    List<RoomEvent> records =
        new Recorder(new Classifier(Set.of(OURS))).records(OURS, Feed.APPSERVICE, arrived);
    return Waves.of(records).stream().map(List::size).toList();
  }
}
