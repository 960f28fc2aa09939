package dev.burdock.ingest.intake;

import static dev.burdock.ingest.testing.Events.ADA;
import static dev.burdock.ingest.testing.Events.OURS;
import static dev.burdock.ingest.testing.Events.member;
import static dev.burdock.ingest.testing.Events.state;
import static dev.burdock.ingest.testing.Events.sticky;
import static dev.burdock.ingest.testing.Events.transaction;
import static dev.burdock.ingest.testing.Events.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.domain.AppserviceTransaction;
import dev.burdock.ingest.domain.Classifier;
import dev.burdock.ingest.domain.Recorder;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.room.KnownRooms;
import dev.burdock.ingest.room.LocalUsers;
import dev.burdock.ingest.testing.RandomJson;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.StickyEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchPreparerTest {
  private static final String BOB = "@bob:hs2.example";
  private final KnownRooms known = new KnownRooms(1_000);
  private final LocalUsers users = new LocalUsers(Set.of(OURS));
  private final BatchPreparer preparer =
      new BatchPreparer(
          new Recorder(new Classifier(Set.of(OURS))),
          known,
          users,
          new IngestMetrics(new SimpleMeterRegistry()));

  @Test
  void no_history_of_a_room_however_odd_costs_a_good_event() {
    long seed = Long.getLong("burdock.seed", 4354);
    Random random = new Random(seed);
    RandomJson json = new RandomJson(random);
    for (int round = 0; round < 1_000; round++) {
      List<JsonNode> events = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        ObjectNode event = any(random, "$" + round + "-" + i);
        events.add(random.nextInt(4) == 0 ? json.mutated(event) : event);
      }
      events.add(random.nextInt(events.size() + 1), sticky("$good", 60_000));

      PreparedBatch batch = prepare(events.toArray(JsonNode[]::new));

      assertThat(batch.records())
          .as("seed %d", seed)
          .anyMatch(
              record ->
                  record.getBody() instanceof StickyEvent found
                      && found.getEventId().equals("$good"));
      assertThat(batch.rooms()).as("seed %d", seed).containsAll(batch.unknownRooms());
    }
  }

  @Test
  void only_rooms_with_sticky_events_are_introduced() {
    assertThat(prepare(member("$a", ADA, "join")).unknownRooms()).isEmpty();
    assertThat(prepare(sticky("$b", 1)).unknownRooms()).containsExactly("!room:hs1.example");

    known.add("!room:hs1.example", "11");

    assertThat(prepare(sticky("$c", 1)).unknownRooms()).isEmpty();
  }

  private static ObjectNode any(Random random, String id) {
    List<String> memberships = List.of("join", "leave", "ban", "invite");
    return switch (random.nextInt(5)) {
      case 0 -> member(id, ADA, memberships.get(random.nextInt(4)));
      case 1 -> member(id, BOB, memberships.get(random.nextInt(4)));
      case 2 -> state(id, "m.room.create", "");
      case 3 -> state(id, "m.room.power_levels", "");
      default -> sticky(id, random.nextInt(3));
    };
  }

  private PreparedBatch prepare(JsonNode... events) {
    return preparer.of(
        Feed.APPSERVICE,
        OURS,
        AppserviceTransaction.read(utf8(transaction(events)), 1, 1 << 16),
        1);
  }
}
