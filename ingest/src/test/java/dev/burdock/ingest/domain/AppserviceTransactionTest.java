package dev.burdock.ingest.domain;

import static dev.burdock.ingest.testing.Events.OURS;
import static dev.burdock.ingest.testing.Events.sticky;
import static dev.burdock.ingest.testing.Events.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.ingest.testing.Events;
import dev.burdock.ingest.testing.RandomJson;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.StickyEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AppserviceTransactionTest {
  private static final int MAX_EVENT = 1 << 16;
  private final Recorder recorder = new Recorder(new Classifier(Set.of(OURS)));

  @Test
  void no_event_however_odd_costs_its_neighbours() {
    long seed = Long.getLong("burdock.seed", 4354);
    Random random = new Random(seed);
    RandomJson json = new RandomJson(random);
    for (int round = 0; round < 500; round++) {
      List<String> elements = new ArrayList<>();
      List<String> good = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        if (random.nextInt(3) == 0) {
          String id = "$good-" + round + "-" + i;
          good.add(id);
          elements.add(sticky(id, 60_000).toString());
        } else {
          elements.add(
              random.nextBoolean()
                  ? json.value(4).toString()
                  : json.mutated(sticky("$odd", random.nextInt(9))).toString());
        }
      }
      String body = elements.stream().collect(Collectors.joining(",", "{\"events\":[", "]}"));

      List<FeedElement> read = AppserviceTransaction.read(utf8(body), 1, MAX_EVENT);
      List<RoomEvent> records = recorder.records(OURS, Feed.APPSERVICE, taken(read));

      assertThat(read).as("seed %d", seed).hasSize(elements.size());
      assertThat(
              records.stream()
                  .filter(event -> event.getBody() instanceof StickyEvent)
                  .map(event -> ((StickyEvent) event.getBody()).getEventId())
                  .filter(id -> id.startsWith("$good-")))
          .as("seed %d", seed)
          .containsExactlyElementsOf(good);
    }
  }

  @Test
  void an_event_over_the_limit_is_refused_alone() {
    String large = sticky("$large", 1).put("x", "x".repeat(MAX_EVENT)).toString();

    List<FeedElement> elements =
        AppserviceTransaction.read(
            utf8("{\"events\":[" + large + "," + sticky("$one", 1) + "]}"), 1, MAX_EVENT);

    assertThat(elements.get(0))
        .isInstanceOfSatisfying(
            FeedElement.Refused.class,
            refused -> assertThat(refused.reason().errcode()).isEqualTo("M_TOO_LARGE"));
    assertThat(elements.get(1)).isInstanceOf(FeedElement.Taken.class);
  }

  @Test
  void a_transaction_without_events_is_empty() {
    assertThat(AppserviceTransaction.read(utf8("{\"ephemeral\":[]}"), 1, MAX_EVENT)).isEmpty();
  }

  @Test
  void the_create_event_of_room_version_12_names_its_room_by_its_id() {
    var create = Events.state("$hash", "m.room.create", "");
    create.remove("room_id");

    FeedEvent event = FeedEvent.parse(new RawJson(utf8(create.toString())));

    assertThat(event.roomId().value()).isEqualTo("!hash");
  }

  private static List<Arrived> taken(List<FeedElement> elements) {
    return elements.stream()
        .filter(FeedElement.Taken.class::isInstance)
        .map(element -> ((FeedElement.Taken) element).arrived())
        .toList();
  }
}
