package dev.burdock.fanout.federation.lane;

import static dev.burdock.fanout.federation.Pdus.END;
import static dev.burdock.fanout.federation.Pdus.ORIGIN;
import static dev.burdock.fanout.federation.Pdus.RECEIVED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.federation.domain.DeliveryOutcome;
import dev.burdock.fanout.federation.domain.DeliveryOutcome.Result;
import dev.burdock.fanout.federation.domain.FailureKind;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A destination that fails whenever a transaction has one certain PDU. */
@DisplayName("A PDU that its destination cannot bear")
class UnbearablePduTest {
  private static final String A = "a.example";
  private static final String POISON = "$17";
  private static final int PDUS = 40;
  private static final int ROOMS = 8;

  private final List<QueuedPdu> pushed = new ArrayList<>();
  private LaneWorld world;
  private int asked;
  private int answered;

  @ParameterizedTest(name = "with {0} retry topics")
  @ValueSource(ints = {1, 0})
  @DisplayName("R21 R23 R34 holds up no other: it is found, set aside and in the end refused")
  void othersPass(int topics) {
    start(topics, PDUS);
    long from = world.clock.millis();

    drive(UnbearablePduTest::bearable, 130_000);

    assertThat(ended(Result.DELIVERED)).hasSize(PDUS - 1).doesNotContain(POISON);
    drive(UnbearablePduTest::bearable, 2_000_000);
    assertThat(ended(Result.REFUSED)).containsExactly(POISON);
    assertThat(world.outcomes).hasSize(PDUS);
    assertThat(world.clock.millis() - from).isLessThan(END - RECEIVED);
    assertThat(world.shelf.asked.size()).as("requests for catch-up").isLessThan(5);
    inOrder();
  }

  @ParameterizedTest(name = "with {0} retry topics")
  @ValueSource(ints = {1, 0})
  @DisplayName("R21 R23 R26 is one that the destination failed for as long as for all others")
  void deadForAllRecovers(int topics) {
    start(topics, PDUS);
    long until = world.clock.millis() + 900_000;

    drive(sent -> world.clock.millis() > until, 2_000_000);

    assertThat(ended(Result.DELIVERED)).hasSize(PDUS);
    assertThat(world.outcomes).hasSize(PDUS);
    inOrder();
  }

  @ParameterizedTest(name = "with {0} retry topics")
  @ValueSource(ints = {1, 0})
  @DisplayName(
      "R23 R25 is none where a destination answers questions, and takes nothing for a while")
  void answeringIsNoProof(int topics) {
    start(topics, PDUS);
    long until = world.clock.millis() + 900_000;

    drive(sent -> sent.pdus().isEmpty() || world.clock.millis() > until, 2_000_000);

    assertThat(ended(Result.DELIVERED)).hasSize(PDUS);
    assertThat(world.outcomes).hasSize(PDUS);
  }

  @ParameterizedTest(name = "with {0} retry topics")
  @ValueSource(ints = {1, 0})
  @DisplayName("R21 R34 holds up none of its own room")
  void ownRoomPasses(int topics) {
    world = LaneWorld.withTopics(topics);
    IntStream.range(0, 20).forEach(i -> push("$" + i, "!only:x"));

    drive(UnbearablePduTest::bearable, 600_000);

    assertThat(ended(Result.DELIVERED)).hasSize(19).doesNotContain(POISON);
  }

  private static boolean bearable(Transaction sent) {
    return sent.pdus().stream().noneMatch(pdu -> pdu.eventId().equals(POISON));
  }

  private void start(int topics, int pdus) {
    world = LaneWorld.withTopics(topics);
    IntStream.range(0, pdus).forEach(i -> push("$" + i, "!" + i % ROOMS + ":x"));
  }

  private void push(String id, String room) {
    byte[] json = id.getBytes(StandardCharsets.UTF_8);
    QueuedPdu pdu = new QueuedPdu(id, room, ORIGIN, RECEIVED, END, json);
    pushed.add(pdu);
    world.accept(pdu, A);
  }

  /** Lets time pass, in which the destination bears some transactions. */
  private void drive(Predicate<Transaction> bears, long millis) {
    long until = world.clock.millis() + millis;
    while (world.clock.millis() < until) {
      world.settle();
      catchUp();
      world.commit();
      if (world.remotes.inFlight(A)) {
        Transaction sent = world.remotes.sent.get(world.remotes.sent.size() - 1);
        if (bears.test(sent)) {
          world.remotes.accept(A);
        } else {
          world.remotes.fail(A, FailureKind.SERVER_ERROR);
        }
        answered++;
        assertThat(answered).as("transactions").isLessThan(2_000);
      } else {
        world.pass(500);
      }
    }
  }

  /** The topology answers what it is asked. */
  private void catchUp() {
    for (; asked < world.shelf.asked.size(); asked++) {
      FakeShelf.Asked request = world.shelf.asked.get(asked);
      pushed.forEach(pdu -> world.accept(pdu, request.askedTs(), A));
      for (int i = 0; i < LaneWorld.PARTITIONS; i++) {
        world.offsets.begin(world.offset, 0, 0);
        world.dispatcher.caughtUp(A, i, request.askedTs(), world.offset++);
      }
      world.settle();
    }
  }

  private List<String> ended(Result result) {
    return world.outcomes.stream()
        .filter(told -> told.result() == result)
        .map(DeliveryOutcome::event)
        .map(event -> event.eventId())
        .toList();
  }

  /** But for the one, each room has its own in order. */
  private void inOrder() {
    List<String> had = ended(Result.DELIVERED);
    for (int i = 0; i < ROOMS; i++) {
      String room = "!" + i + ":x";
      List<String> wanted =
          pushed.stream()
              .filter(pdu -> pdu.roomId().equals(room))
              .map(QueuedPdu::eventId)
              .filter(had::contains)
              .toList();
      assertThat(had.stream().filter(wanted::contains)).as(room).containsExactlyElementsOf(wanted);
    }
  }
}
