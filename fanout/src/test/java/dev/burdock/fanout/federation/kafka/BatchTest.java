package dev.burdock.fanout.federation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Source;
import dev.burdock.fanout.federation.lane.Intake;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What one poll brought")
class BatchTest {
  private static final Source SOURCE = () -> {};

  private final Batch batch = new Batch();
  private final Deque<Runnable> engine = new ArrayDeque<>();
  private final List<String> taken = new ArrayList<>();
  private final Intake lanes =
      new Intake() {
        @Override
        public void accept(
            int partition, QueuedPdu pdu, List<String> destinations, long askedTs, Source source) {
          taken.add(pdu.eventId() + " to " + destinations.size());
        }

        @Override
        public void caughtUp(String destination, int roomPartition, long askedTs, long offset) {
          taken.add(destination + " caught up");
        }

        @Override
        public void withdraw(String eventId, long endTs, List<String> destinations) {
          taken.add(eventId + " withdrawn");
        }

        @Override
        public void pump() {
          taken.add("pump");
        }
      };

  @Test
  @DisplayName("R04 is handed over with the redactions first, the rest in order")
  void redactionsFirst() {
    arrive("$1", "!a", 2);
    batch.withdraw("$1", 0, List.of("x"));
    arrive("$2", "!a", 3);

    assertThat(handedOver()).containsExactly("$1 withdrawn", "$1 to 2", "$2 to 3", "pump");
  }

  @Test
  @DisplayName("R21 R26 brings rooms with very many servers last, each room in its order, in steps")
  void crowdedRoomsLast() {
    arrive("$1", "!crowded", 1_200);
    arrive("$2", "!a", 1);
    arrive("$3", "!crowded", 1);
    arrive("$4", "!a", 2);

    assertThat(handedOver())
        .containsExactly(
            "$2 to 1",
            "$4 to 2",
            "$1 to 500",
            "pump",
            "$1 to 500",
            "pump",
            "$1 to 200",
            "$3 to 1",
            "pump");
  }

  @Test
  @DisplayName("R26 keeps all its order when it answers a catch-up")
  void catchUpKeepsOrder() {
    arrive("$1", "!crowded", 600);
    batch.caughtUp("x", 0, 1, 1);
    arrive("$2", "!a", 1);

    assertThat(handedOver())
        .containsExactly("$1 to 500", "pump", "$1 to 100", "x caught up", "$2 to 1", "pump");
  }

  private void arrive(String eventId, String room, int servers) {
    List<String> destinations = IntStream.range(0, servers).mapToObj(i -> "s" + i).toList();
    QueuedPdu pdu = new QueuedPdu(eventId, room, "ours", 0, 1, new byte[0]);
    batch.arrive(0, pdu, destinations, 0, SOURCE);
  }

  private List<String> handedOver() {
    var done = batch.handTo(lanes, engine::add);
    while (!engine.isEmpty()) {
      engine.remove().run();
    }
    assertThat(done).isCompleted();
    return taken;
  }
}
