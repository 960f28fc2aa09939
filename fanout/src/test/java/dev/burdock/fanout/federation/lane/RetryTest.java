package dev.burdock.fanout.federation.lane;

import static dev.burdock.fanout.federation.Pdus.ORIGIN;
import static dev.burdock.fanout.federation.Pdus.RECEIVED;
import static dev.burdock.fanout.federation.Pdus.pdu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.federation.config.LaneConfig;
import dev.burdock.fanout.federation.config.RetryConfig;
import dev.burdock.fanout.federation.domain.DeliveryOutcome;
import dev.burdock.fanout.federation.domain.FailureKind;
import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.Memo.Keeping;
import dev.burdock.fanout.federation.domain.PushCause;
import dev.burdock.schemas.topic.Partitions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What waits for a failing destination")
class RetryTest {
  private static final String A = "a.example";
  private static final String B = "b.example";
  private static final String C = "c.example";
  private static final String ILLEGAL = "a.example:8448";

  private final LaneWorld world = LaneWorld.withTopics(1);

  @Test
  @DisplayName("R25 stays in memory after the first failure, and the backoff is remembered")
  void firstFailureStaysInMemory() {
    world.accept(pdu("$1"), A);
    world.remotes.fail(A);
    world.settle();

    assertThat(world.shelf.topics).isEmpty();
    assertThat(world.memory.memos.get(A).retryTs()).isEqualTo(RECEIVED + 2_000);
    assertThat(world.memory.memos.get(A).keeping()).isEqualTo(Keeping.MEMORY);
  }

  @Test
  @DisplayName("R23 goes to its retry topic after the second, and outbound waits no more for it")
  void secondFailureMovesToTopic() {
    world.accept(pdu("$1"), A);
    world.failTimes(A, 1);
    world.remotes.fail(A);
    world.run();
    assertThat(world.offsets.committable()).as("before it is durable elsewhere").isZero();

    world.settle();
    world.accept(pdu("$2"), A);
    world.settle();

    assertThat(world.memory.memos.get(A).keeping()).isEqualTo(Keeping.TOPIC);
    assertThat(world.shelf.topics.get(A).records).map(Object::toString).containsExactly("$1", "$2");
    assertThat(world.offsets.committable()).isEqualTo(2);
    assertThat(world.dispatcher.queued()).isZero();
  }

  @Test
  @DisplayName("R23 R26 is sent in order on recovery, the first transaction as it was before")
  void drainsInOrder() {
    world.accept(pdu("$0"), A);
    IntStream.rangeClosed(1, 3).forEach(i -> world.accept(pdu("$" + i), A));
    world.remotes.accept(A);
    world.run();
    world.remotes.fail(A, FailureKind.TIMEOUT);
    world.settle();
    world.pass(2_000);
    world.remotes.fail(A, FailureKind.TIMEOUT);
    world.settle();
    IntStream.rangeClosed(4, 30).forEach(i -> world.accept(pdu("$" + i), A));
    world.settle();

    world.pass(4_000);
    world.settle();
    while (world.remotes.inFlight(A)) {
      world.remotes.accept(A);
      world.settle();
    }

    assertThat(world.remotes.ids(1)).containsExactly("$1", "$2", "$3");
    assertThat(world.remotes.ids(3)).containsExactly("$1", "$2", "$3");
    assertThat(delivered()).isEqualTo(IntStream.rangeClosed(0, 30).mapToObj(i -> "$" + i).toList());
    assertThat(world.memory.memos.get(A).failures()).isZero();
    world.accept(pdu("$31"), A);
    assertThat(world.remotes.inFlight(A)).as("live again").isTrue();
    assertThat(world.shelf.topics.get(A).records).hasSize(30);
  }

  @Test
  @DisplayName("R21 that is slow moves out of memory too, and what was in flight is not repeated")
  void slowDestinationOverflows() {
    LaneWorld small =
        LaneWorld.of(new LaneConfig(50, 1_000_000, 50, 1_000_000, 1_000_000, 10, 10), 5);
    IntStream.rangeClosed(0, 100).forEach(i -> small.accept(pdu("$" + i), A));
    small.settle();
    assertThat(small.offsets.committable()).isEqualTo(101);

    while (small.remotes.inFlight(A)) {
      small.remotes.accept(A);
      small.settle();
    }

    assertThat(small.outcomes)
        .map(d -> d.event().eventId())
        .isEqualTo(IntStream.rangeClosed(0, 100).mapToObj(i -> "$" + i).toList());
    assertThat(small.dispatcher.queued()).isZero();
  }

  @Test
  @DisplayName("R21 that is slow is sent on from memory until there is a topic to move to")
  void overflowWaitsForNoTopic() {
    LaneWorld small =
        LaneWorld.of(new LaneConfig(50, 1_000_000, 50, 1_000_000, 1_000_000, 10, 10), 5);
    IntStream.rangeClosed(0, 100).forEach(i -> small.accept(pdu("$" + i), A));
    assertThat(small.shelf.topics).isEmpty();

    while (small.remotes.inFlight(A)) {
      small.remotes.accept(A);
      small.run();
    }

    assertThat(small.outcomes)
        .as("with no answer of Kafka yet")
        .map(d -> d.event().eventId())
        .isEqualTo(IntStream.rangeClosed(0, 100).mapToObj(i -> "$" + i).toList());
    small.settle();
    assertThat(small.remotes.inFlight(A)).isFalse();
    assertThat(small.dispatcher.queued()).isZero();
    assertThat(small.offsets.committable()).isEqualTo(101);
  }

  @Test
  @DisplayName("R21 R23 that was never called is kept by a cursor when half of the memory is full")
  void neverCalledLeavesMemory() {
    LaneWorld small = LaneWorld.of(new LaneConfig(50, 1_000_000, 500, 8, 1_000_000, 10, 1), 5);
    small.accept(pdu("$0"), A);
    small.remotes.accept(A);
    small.settle();
    small.accept(pdu("$1"), A, B, C);
    small.accept(pdu("$2"), A, B, C);
    small.settle();
    assertThat(small.dispatcher.queued()).as("A's and B's").isEqualTo(4);
    assertThat(small.memory.memos).containsOnlyKeys(C);
    assertThat(small.memory.memos.get(C).keeping()).isEqualTo(Keeping.CURSOR);
    assertThat(small.shelf.topics).isEmpty();

    small.remotes.accept(A);
    small.remotes.accept(B);
    small.settle();
    assertThat(small.remotes.inFlight(C)).as("a question").isTrue();
    small.remotes.accept(C);
    small.settle();

    FakeShelf.Asked asked = small.shelf.asked.get(0);
    assertThat(asked.destination()).isEqualTo(C);
    assertThat(asked.sinceTs()).isEqualTo(RECEIVED);
  }

  @Test
  @DisplayName("R23 above the cap only a cursor is kept, and it is asked for again on recovery")
  void cursorAboveTheCap() {
    world.accept(pdu("$1"), A, B);
    world.failTimes(A, 2);
    world.failTimes(B, 1);
    world.remotes.fail(B);
    world.settle();
    world.accept(pdu("$2"), B);
    world.settle();
    assertThat(world.memory.memos.get(B).keeping()).isEqualTo(Keeping.CURSOR);
    assertThat(world.memory.memos.get(B).behindSinceTs()).isEqualTo(RECEIVED);
    assertThat(world.shelf.topics).containsOnlyKeys(A);
    assertThat(world.offsets.committable()).isEqualTo(2);

    world.pass(600_000);
    assertThat(lastOf(B)).as("a question").isEmpty();
    world.remotes.accept(B);
    world.settle();
    FakeShelf.Asked asked = world.shelf.asked.get(0);
    assertThat(asked.destination()).isEqualTo(B);
    assertThat(asked.sinceTs()).isEqualTo(RECEIVED);
    world.accept(pdu("$3"), B);
    world.accept(pdu("$1"), asked.askedTs(), B);
    world.accept(pdu("$2"), asked.askedTs(), B);
    world.accept(pdu("$3"), asked.askedTs(), B);
    ends(asked);
    world.accept(pdu("$4"), B);
    while (world.remotes.inFlight(B)) {
      world.remotes.accept(B);
      world.settle();
    }

    assertThat(world.memory.memos.get(B).keeping()).isEqualTo(Keeping.CURSOR);
    world.dispatcher.committed(LaneWorld.PARTITION, world.offset);
    world.settle();
    assertThat(delivered()).as("$3 is among the answers").containsExactly("$1", "$2", "$3", "$4");
    assertThat(world.memory.memos).doesNotContainKey(B);
  }

  @Test
  @DisplayName("R23 with a name that makes no topic is kept by a cursor")
  void illegalNameGetsCursor() {
    world.accept(pdu("$1"), ILLEGAL);
    world.failTimes(ILLEGAL, 1);
    world.remotes.fail(ILLEGAL);
    world.settle();

    assertThat(world.memory.memos.get(ILLEGAL).keeping()).isEqualTo(Keeping.CURSOR);
    assertThat(world.shelf.topics).isEmpty();
  }

  @Test
  @DisplayName("R03 of which all has ended is not asked for any more")
  void cursorEnds() {
    world.accept(pdu("$1", ORIGIN, RECEIVED + 3_000), ILLEGAL);
    world.remotes.fail(ILLEGAL);
    world.settle();
    world.pass(2_000);
    world.remotes.fail(ILLEGAL);
    world.settle();
    int before = world.remotes.sent.size();

    world.pass(600_000);
    world.settle();

    assertThat(world.remotes.sent).hasSize(before);
    assertThat(world.memory.memos.get(ILLEGAL).keeping()).isEqualTo(Keeping.MEMORY);
  }

  @Test
  @DisplayName("R34 what expires behind a cursor has its outcome, and the lane misses nothing then")
  void expiresBehindCursor() {
    world.accept(pdu("$1", ORIGIN, RECEIVED + 601_000), ILLEGAL);
    world.failTimes(ILLEGAL, 1);
    world.remotes.fail(ILLEGAL);
    world.settle();
    world.accept(pdu("$2", ORIGIN, RECEIVED + 610_000), ILLEGAL);
    world.settle();

    world.pass(11_000);
    world.settle();

    assertThat(ends()).containsExactly("$1 EXPIRED live", "$2 EXPIRED live");
    assertThat(world.memory.memos.get(ILLEGAL).keeping()).isEqualTo(Keeping.MEMORY);
    assertThat(world.offsets.committable()).isEqualTo(world.offset);
  }

  @Test
  @DisplayName("R04 R34 what is redacted behind a cursor has its outcome, after a takeover too")
  void redactedBehindCursor() {
    world.accept(pdu("$1"), ILLEGAL);
    world.failTimes(ILLEGAL, 1);
    world.remotes.fail(ILLEGAL);
    world.settle();
    world.withdraw("$1", RECEIVED + 3_600_000, Set.of(ILLEGAL));
    world.commit();

    world.crash();
    world.pass(11_000);
    world.settle();

    assertThat(ends()).containsExactly("$1 WITHDRAWN live");
  }

  @Test
  @DisplayName(
      "R22 R23 R34 an older event for a server that joined brings nothing again that it had")
  void catchUpRepeatsNothing() {
    world.accept(pdu("$live", ORIGIN, RECEIVED + 100, RECEIVED + 3_600_000), ILLEGAL);
    world.remotes.accept(ILLEGAL);
    world.settle();
    world.accept(pdu("$old").pushed(PushCause.SERVER_JOINED, RECEIVED + 200, 0), ILLEGAL);
    world.failTimes(ILLEGAL, 1);
    world.remotes.fail(ILLEGAL);
    world.settle();
    world.pass(600_000);
    world.remotes.accept(ILLEGAL);
    world.settle();

    FakeShelf.Asked asked = world.shelf.asked.get(0);
    world.accept(pdu("$old"), asked.askedTs(), ILLEGAL);
    world.accept(
        pdu("$live", ORIGIN, RECEIVED + 100, RECEIVED + 3_600_000), asked.askedTs(), ILLEGAL);
    ends(asked);
    while (world.remotes.inFlight(ILLEGAL)) {
      world.remotes.accept(ILLEGAL);
      world.settle();
    }

    assertThat(ends()).containsExactly("$live DELIVERED live", "$old DELIVERED catch_up");
    assertThat(world.offsets.committable()).isEqualTo(world.offset);
  }

  @Test
  @DisplayName("R27 R34 what the topology does not push again any more has its outcome too")
  void leftOutOfCatchUp() {
    world.accept(pdu("$1"), ILLEGAL);
    world.failTimes(ILLEGAL, 1);
    world.remotes.fail(ILLEGAL);
    world.settle();
    world.pass(600_000);
    world.remotes.accept(ILLEGAL);
    world.settle();

    ends(world.shelf.asked.get(0));

    assertThat(ends()).containsExactly("$1 WITHDRAWN live");
    assertThat(world.memory.memos.get(ILLEGAL).keeping()).isEqualTo(Keeping.CURSOR);
    world.commit();
    world.settle();
    assertThat(world.memory.memos.get(ILLEGAL).keeping()).isEqualTo(Keeping.MEMORY);
  }

  @Test
  @DisplayName("R25 is called again and again if it answers but takes nothing: each time later")
  void answeringIsNoRecovery() {
    world.accept(pdu("$1"), ILLEGAL);
    world.failTimes(ILLEGAL, 1);
    world.remotes.fail(ILLEGAL);
    world.settle();
    assertThat(world.memory.memos.get(ILLEGAL).failures()).isEqualTo(2);
    world.pass(600_000);
    world.remotes.accept(ILLEGAL);
    world.settle();
    FakeShelf.Asked asked = world.shelf.asked.get(0);
    world.accept(pdu("$1"), asked.askedTs(), ILLEGAL);
    ends(asked);

    world.remotes.fail(ILLEGAL, FailureKind.SERVER_ERROR);
    world.settle();

    assertThat(world.memory.memos.get(ILLEGAL).failures()).isEqualTo(3);
  }

  @Test
  @DisplayName("R23 so many are caught up at once, the others in their turn")
  void roundsAreBounded() {
    LaneWorld one =
        new LaneWorld(
            new LaneConfig(50, 1_000_000, 500, 1_000_000, 1_000_000, 100, 100),
            new RetryConfig(0, Duration.ofMinutes(5), 1, 1));
    for (String destination : List.of(A, B)) {
      one.accept(pdu("$1"), destination);
      one.remotes.fail(destination);
      one.settle();
    }
    one.pass(600_000);
    one.remotes.accept(A);
    one.settle();
    one.remotes.accept(B);
    one.settle();
    assertThat(one.shelf.asked).extracting(FakeShelf.Asked::destination).containsExactly(A);

    for (int i = 0; i < LaneWorld.PARTITIONS; i++) {
      one.dispatcher.caughtUp(A, i, one.shelf.asked.get(0).askedTs(), one.offset++);
    }
    one.settle();

    assertThat(one.shelf.asked).extracting(FakeShelf.Asked::destination).containsExactly(A, B);
  }

  @Test
  @DisplayName("R25 is taken over by another worker, which respects the backoff")
  void takenOver() {
    world.accept(pdu("$1"), A);
    world.failTimes(A, 1);
    world.remotes.fail(A, FailureKind.TIMEOUT);
    world.settle();
    String txnId = world.remotes.sent.get(0).id();
    int before = world.remotes.sent.size();

    world.crash();
    world.pass(3_998);
    world.settle();
    assertThat(world.remotes.sent).hasSize(before);
    world.pass(1);
    world.settle();

    assertThat(world.remotes.sent).hasSize(before + 1);
    assertThat(world.remotes.sent.get(before).id()).isEqualTo(txnId);
  }

  @Test
  @DisplayName("R04 is not sent after its redaction, by the next worker neither")
  void redactedInTopic() {
    world.accept(pdu("$1"), A);
    world.accept(pdu("$2"), A);
    world.failTimes(A, 2);
    world.remotes.fail(A);
    world.settle();

    world.dispatcher.withdraw("$1", RECEIVED + 3_600_000, List.of(A));
    world.settle();
    world.crash();
    world.pass(600_000);
    world.settle();

    assertThat(lastOf(A)).containsExactly("$2");
    assertThat(world.outcomes)
        .map(DeliveryOutcome::result)
        .contains(DeliveryOutcome.Result.WITHDRAWN);
  }

  @Test
  @DisplayName(
      "has a topic that is deleted once it is drained and idle, by its id, remembered first")
  void deletesIdleTopic() {
    world.accept(pdu("$1"), A);
    world.failTimes(A, 2);
    world.remotes.accept(A);
    world.settle();
    String id = world.shelf.topics.get(A).id;

    world.pass(Duration.ofMinutes(5).toMillis());
    world.settle();

    assertThat(world.shelf.deleted).containsExactly(id);
    assertThat(world.memory.memos).doesNotContainKey(A);
    assertThat(world.memory.written.get(A))
        .extracting(Memo::retired)
        .contains(java.util.Optional.of(id));
  }

  @Test
  @DisplayName("races the deletion of its topic: what comes meanwhile is not lost")
  void appendRacesDeletion() {
    world.accept(pdu("$1"), A);
    world.failTimes(A, 2);
    world.remotes.accept(A);
    world.settle();
    world.pass(Duration.ofMinutes(5).toMillis());
    world.shelf.step();
    world.run();
    world.memory.step();
    world.run();

    world.accept(pdu("$2"), A);
    world.failTimes(A, 2);
    world.remotes.accept(A);
    world.settle();

    assertThat(delivered()).containsExactly("$1", "$2");
    assertThat(world.offsets.committable()).isEqualTo(2);
  }

  @Test
  @DisplayName("has a topic whose deletion is finished by the next worker, never a younger one")
  void deletionIsTakenOver() {
    world.accept(pdu("$1"), A);
    world.failTimes(A, 2);
    world.remotes.accept(A);
    world.settle();
    String id = world.shelf.topics.get(A).id;
    world.pass(Duration.ofMinutes(5).toMillis());
    world.shelf.step();
    world.run();
    world.memory.step();

    world.crash();
    world.settle();

    assertThat(world.shelf.deleted).containsExactly(id);
    assertThat(world.memory.memos).doesNotContainKey(A);
  }

  @Test
  @DisplayName("R23 is found again by a worker whose partition went away and came back")
  void partitionComesBack() {
    world.accept(pdu("$1"), A);
    world.failTimes(A, 1);
    world.remotes.fail(A);
    world.settle();
    world.handOver(destination -> world.remotes.fail(destination));
    world.settle();
    world.handOver(destination -> world.remotes.fail(destination));

    world.pass(Duration.ofMinutes(6).toMillis());
    world.settle();

    assertThat(world.shelf.deleted).isEmpty();
    assertThat(world.remotes.inFlight(A)).isTrue();
    assertThat(lastOf(A)).containsExactly("$1");
  }

  @Test
  @DisplayName(
      "R25 waits for what its worker still has in flight from before it lost the partition")
  void waitsForPredecessor() {
    world.accept(pdu("$1"), A);
    world.lose();
    world.lose();
    world.accept(pdu("$1"), A);
    assertThat(world.remotes.sent).hasSize(1);

    world.remotes.accept(A);
    world.run();

    assertThat(world.outcomes).as("of the answer from before").isEmpty();
    assertThat(world.remotes.inFlight(A)).isTrue();
    world.remotes.accept(A);
    world.run();
    assertThat(delivered()).containsExactly("$1");
    assertThat(world.queued()).isZero();
  }

  @Test
  @DisplayName(
      "R34 keeps its topic when the brokers know of something in it that its worker does not")
  void topicIsNotEmptyAfterAll() {
    world.accept(pdu("$1"), A);
    world.failTimes(A, 2);
    world.remotes.accept(A);
    world.settle();
    world.shelf.topics.get(A).records.add(pdu("$2"));

    world.pass(Duration.ofMinutes(5).toMillis());
    world.settle();

    assertThat(world.shelf.deleted).isEmpty();
    assertThat(lastOf(A)).containsExactly("$2");
  }

  @Test
  @DisplayName("R25 is dropped when an operator says so, and told as forgotten")
  void forgotten() {
    world.accept(pdu("$1"), A);
    world.failTimes(A, 2);
    world.remotes.fail(A);
    world.settle();

    world.dispatcher.forget(A);
    world.settle();

    assertThat(world.outcomes)
        .map(DeliveryOutcome::result)
        .containsExactly(DeliveryOutcome.Result.FORGOTTEN);
    assertThat(world.memory.memos.get(A).failures()).isZero();
    world.clock.move(1);
    world.accept(new Later().pdu("$2"), A);
    assertThat(lastOf(A)).containsExactly("$2");
  }

  @Test
  @DisplayName("R25 is sent at once when its destination calls us")
  void wakesFromTopic() {
    world.accept(pdu("$1"), A);
    world.failTimes(A, 1);
    world.remotes.fail(A);
    world.settle();

    world.dispatcher.wake(A);
    world.settle();

    assertThat(world.remotes.inFlight(A)).isTrue();
  }

  @Test
  @DisplayName(
      "R25 is sent at once when an operator says so, even if its destination asked for time")
  void operatorRetries() {
    world.accept(pdu("$1"), A);
    world.remotes.answer(A, 429, "{\"retry_after_ms\":60000}");
    world.settle();

    world.dispatcher.wake(A);
    world.run();
    assertThat(world.remotes.inFlight(A)).as("its own request changes nothing").isFalse();
    world.dispatcher.retry(A);
    world.run();

    assertThat(world.remotes.inFlight(A)).isTrue();
  }

  @Test
  @DisplayName("R25 leaves memory when its destination asks for time again and again")
  void asksForTimeForEver() {
    world.accept(pdu("$1"), A);
    for (int i = 0; i < 6; i++) {
      world.remotes.answer(A, 429, "{\"retry_after_ms\":1000}");
      world.settle();
      world.pass(60_000);
      world.settle();
    }

    assertThat(world.shelf.topics).containsOnlyKeys(A);
    assertThat(world.offsets.committable()).isEqualTo(1);
    assertThat(world.remotes.sent)
        .extracting(sent -> sent.id())
        .containsOnly(world.remotes.sent.get(0).id());
  }

  @Test
  @DisplayName("is not sent by a worker that may have lost its partitions")
  void unsureWorkerStartsNothing() {
    world.mayStart = false;
    world.accept(pdu("$1"), A);
    assertThat(world.remotes.sent).isEmpty();

    world.mayStart = true;
    world.pass(50);

    assertThat(world.remotes.inFlight(A)).isTrue();
  }

  /** PDUs of a later moment. */
  private final class Later {
    dev.burdock.fanout.federation.domain.QueuedPdu pdu(String eventId) {
      long now = world.clock.millis();
      return dev.burdock.fanout.federation.Pdus.pdu(eventId, ORIGIN, now, now + 3_600_000);
    }
  }

  private void ends(FakeShelf.Asked asked) {
    int room = Partitions.of(pdu("$").roomId(), LaneWorld.PARTITIONS);
    for (int i = 0; i < LaneWorld.PARTITIONS; i++) {
      world.offsets.begin(world.offset, 0, 0);
      world.dispatcher.caughtUp(
          asked.destination(), (room + i) % LaneWorld.PARTITIONS, asked.askedTs(), world.offset++);
    }
    world.settle();
  }

  private List<String> ends() {
    return world.outcomes.stream()
        .map(
            told ->
                told.event().eventId()
                    + " "
                    + told.result()
                    + " "
                    + told.event().cause().name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private List<String> delivered() {
    return world.outcomes.stream()
        .filter(delivery -> delivery.result() == DeliveryOutcome.Result.DELIVERED)
        .map(delivery -> delivery.event().eventId())
        .toList();
  }

  private List<String> lastOf(String destination) {
    return world.remotes.sent.stream()
        .filter(transaction -> transaction.destination().equals(destination))
        .reduce((first, second) -> second)
        .orElseThrow()
        .pdus()
        .stream()
        .map(pdu -> pdu.eventId())
        .toList();
  }
}
