package dev.burdock.fanout.federation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Source;
import dev.burdock.fanout.federation.lane.Intake;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What one poll brought")
class PolledRecordsTest {
  private static final Source SOURCE = () -> {};

  private final Deque<Runnable> engine = new ArrayDeque<>();
  private final List<String> taken = new ArrayList<>();
  private RuntimeException broken;
  private CompletableFuture<Void> passed;
  private final Intake lanes =
      new Intake() {
        @Override
        public void accept(
            int partition, QueuedPdu pdu, List<String> destinations, long askedTs, Source source) {
          if (broken != null) {
            throw broken;
          }
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

  private final IntakeQueue intake = new IntakeQueue(lanes, engine::add);
  private PolledRecords batch = new PolledRecords();

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
    batch.caughtUp(0, "x", 0, 1, 1);
    arrive("$2", "!a", 1);

    assertThat(handedOver())
        .containsExactly("$1 to 500", "pump", "$1 to 100", "x caught up", "$2 to 1", "pump");
  }

  @Test
  @DisplayName("R21 R26 passes a crowd that was read before, but for the same room's")
  void passesTheCrowd() {
    arrive("$1", "!crowded", 1_000);
    handOver();
    arrive("$2", "!crowded", 1);
    arrive("$3", "!a", 2);
    handOver();

    runOnce();
    runOnce();
    runOnce();

    assertThat(passed).isCompleted();
    assertThat(taken).containsExactly("$1 to 500", "pump", "$3 to 2", "$1 to 500", "pump");
    assertThat(intake.crowding()).isEqualTo(1);
    runAll();
    assertThat(taken).endsWith("$2 to 1", "pump");
    assertThat(intake.crowding()).isZero();
  }

  @Test
  @DisplayName("R26 does not pass a crowd in which an answer of catch-up waits")
  void doesNotPassACatchUp() {
    arrive("$1", "!crowded", 1_000);
    batch.caughtUp(0, "x", 0, 1, 1);
    handOver();
    arrive("$2", "!a", 2);
    handOver();

    runAll();

    assertThat(taken).containsSubsequence("$1 to 500", "$1 to 500", "x caught up", "$2 to 2");
  }

  @Test
  @DisplayName("R26 nothing of a partition that went away is taken up")
  void dropsWhatWentAway() {
    arrive("$1", "!crowded", 1_000);
    handOver();
    runOnce();

    intake.drop(Set.of(0));
    arrive("$2", "!crowded", 1);
    handOver();
    runAll();

    assertThat(taken).containsOnlyOnce("$1 to 500").contains("$2 to 1");
    assertThat(intake.crowding()).isZero();
  }

  @Test
  @DisplayName("tells when something could not be taken up")
  void tellsOfAFailure() {
    batch.arrive(0, pdu("$1", "!a"), List.of("s"), 0, SOURCE);
    broken = new IllegalStateException("broken");

    handOver();
    runAll();

    assertThat(passed).isNotCompleted();
    assertThat(intake.failure()).isCompletedExceptionally();
  }

  private void arrive(String eventId, String room, int servers) {
    List<String> destinations = IntStream.range(0, servers).mapToObj(i -> "s" + i).toList();
    batch.arrive(0, pdu(eventId, room), destinations, 0, SOURCE);
  }

  private static QueuedPdu pdu(String eventId, String room) {
    return new QueuedPdu(eventId, room, "ours", 0, 1, new byte[0]);
  }

  private List<String> handedOver() {
    handOver();
    runAll();
    assertThat(passed).isCompleted();
    return taken;
  }

  private void handOver() {
    passed = batch.handTo(lanes, intake, engine::add);
    batch = new PolledRecords();
  }

  private void runAll() {
    while (!engine.isEmpty()) {
      runOnce();
    }
  }

  private void runOnce() {
    engine.remove().run();
  }
}
