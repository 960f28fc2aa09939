package dev.burdock.fanout.federation.lane;

import static dev.burdock.fanout.federation.Pdus.END;
import static dev.burdock.fanout.federation.Pdus.ORIGIN;
import static dev.burdock.fanout.federation.Pdus.RECEIVED;
import static dev.burdock.fanout.federation.Pdus.pdu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.federation.config.LaneConfig;
import dev.burdock.fanout.federation.config.RetryConfig;
import dev.burdock.fanout.federation.domain.Backoff;
import dev.burdock.fanout.federation.domain.DeliveryOutcome;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.schemas.offset.OffsetTracker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherTest {
  private static final String A = "a.example";
  private static final String B = "b.example";
  private static final int PARTITION = 3;

  private final ManualClock clock = new ManualClock(RECEIVED);
  private final FakeRemotes remotes = new FakeRemotes();
  private final List<DeliveryOutcome> outcomes = new ArrayList<>();
  private final OffsetTracker offsets = new OffsetTracker(0);
  private long offset;
  private boolean room = true;
  private final Dispatcher dispatcher =
      dispatcher(new LaneConfig(50, 1_000_000, 500, 1_000, 1, 10, 10));

  @Test
  @DisplayName(
      "R21 a PDU goes to each of its destinations and its offset is finished by all of them")
  void pushesToEveryDestination() {
    accept(pdu("$1"), A, B);

    remotes.accept(A);
    assertThat(offsets.committable()).isZero();
    remotes.accept(B);

    assertThat(offsets.committable()).isEqualTo(1);
    assertThat(outcomes)
        .extracting(DeliveryOutcome::destination, DeliveryOutcome::result)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(A, DeliveryOutcome.Result.DELIVERED),
            org.assertj.core.groups.Tuple.tuple(B, DeliveryOutcome.Result.DELIVERED));
    assertThat(dispatcher.queued()).isZero();
  }

  @Test
  @DisplayName("R26 while one transaction is in flight the next gathers up to 50 PDUs, in order")
  void gathersInOrder() {
    accept(pdu("$0"), A);
    IntStream.rangeClosed(1, 60).forEach(i -> accept(pdu("$" + i), A));

    remotes.accept(A);
    remotes.accept(A);

    assertThat(remotes.ids(0)).containsExactly("$0");
    assertThat(remotes.ids(1)).isEqualTo(ids(1, 50));
    assertThat(remotes.ids(2)).isEqualTo(ids(51, 60));
  }

  @Test
  @DisplayName("a transaction holds PDUs of one origin; those of the other origin keep their order")
  void oneOriginPerTransaction() {
    accept(pdu("$0"), A);
    accept(pdu("$1", "one.example", END), A);
    accept(pdu("$2", "two.example", END), A);
    accept(pdu("$3", "one.example", END), A);
    accept(pdu("$4", "two.example", END), A);

    remotes.accept(A);
    remotes.accept(A);

    assertThat(remotes.ids(1)).containsExactly("$1", "$3");
    assertThat(remotes.sent.get(1).origin()).isEqualTo("one.example");
    assertThat(remotes.ids(2)).containsExactly("$2", "$4");
  }

  @Test
  @DisplayName(
      "R25 a destination that failed is not called before its time, and then with the same"
          + " transaction")
  void repeatsTheSameTransactionAfterBackoff() {
    accept(pdu("$1"), A);
    remotes.fail(A);
    accept(pdu("$2"), A);

    clock.move(1_999);
    dispatcher.tick();
    assertThat(remotes.sent).hasSize(1);

    clock.move(1);
    dispatcher.tick();
    assertThat(remotes.sent).hasSize(2);
    assertThat(remotes.sent.get(1).id()).isEqualTo(remotes.sent.get(0).id());
    assertThat(remotes.sent.get(1).body()).isEqualTo(remotes.sent.get(0).body());
    remotes.accept(A);
    assertThat(outcomes).extracting(DeliveryOutcome::attempts).containsExactly(2);
  }

  @Test
  @DisplayName("R25 backoff doubles with every failure and ends with a success")
  void backoffDoubles() {
    accept(pdu("$1"), A);
    for (long backoff : new long[] {2_000, 4_000, 8_000}) {
      remotes.fail(A);
      clock.move(backoff - 1);
      dispatcher.tick();
      assertThat(remotes.inFlight(A)).isFalse();
      clock.move(1);
      dispatcher.tick();
      assertThat(remotes.inFlight(A)).isTrue();
    }
    remotes.accept(A);
    accept(pdu("$2"), A);
    remotes.fail(A);
    clock.move(2_000);
    dispatcher.tick();
    assertThat(remotes.inFlight(A)).isTrue();
  }

  @Test
  @DisplayName("R25 an inbound request of the destination ends its backoff")
  void wakes() {
    accept(pdu("$1"), A);
    remotes.fail(A);

    dispatcher.wake(A);

    assertThat(remotes.inFlight(A)).isTrue();
  }

  @Test
  @DisplayName("429 is a wait, not a failure: the next failure backs off from the start")
  void waitIsNoFailure() {
    accept(pdu("$1"), A);
    remotes.answer(A, 429, "{\"retry_after_ms\":700}");
    clock.move(699);
    dispatcher.tick();
    assertThat(remotes.inFlight(A)).isFalse();
    dispatcher.wake(A);
    assertThat(remotes.inFlight(A)).as("the destination itself asked to wait").isFalse();
    clock.move(1);
    dispatcher.tick();
    remotes.fail(A);
    clock.move(2_000);
    dispatcher.tick();

    assertThat(remotes.inFlight(A)).isTrue();
    assertThat(remotes.sent).extracting(t -> t.id()).containsOnly(remotes.sent.get(0).id());
  }

  @Test
  @DisplayName("an error of a PDU in a 200 is final")
  void pduErrorIsFinal() {
    accept(pdu("$1"), A);

    remotes.answer(A, 200, "{\"pdus\":{\"$1\":{\"error\":\"not in room\"}}}");

    assertThat(outcomes)
        .extracting(DeliveryOutcome::result)
        .containsExactly(DeliveryOutcome.Result.REFUSED);
    assertThat(outcomes.get(0).error()).contains("not in room");
    assertThat(remotes.inFlight(A)).isFalse();
    assertThat(offsets.committable()).isEqualTo(1);
  }

  @Test
  @DisplayName("R03 what expired while its destination was down is dropped and counted, never sent")
  void expiredIsDropped() {
    accept(pdu("$1", ORIGIN, RECEIVED + 1_500), A);
    accept(pdu("$2"), A);
    remotes.fail(A);

    clock.move(2_000);
    dispatcher.tick();

    assertThat(remotes.ids(1)).containsExactly("$2");
    assertThat(remotes.sent.get(1).id()).isNotEqualTo(remotes.sent.get(0).id());
    assertThat(outcomes)
        .extracting(DeliveryOutcome::result)
        .containsExactly(DeliveryOutcome.Result.EXPIRED);
  }

  @Test
  @DisplayName("R03 an event that arrives expired is never sent")
  void arrivesExpired() {
    accept(pdu("$1", ORIGIN, RECEIVED), A);

    assertThat(remotes.sent).isEmpty();
    assertThat(outcomes)
        .extracting(DeliveryOutcome::result)
        .containsExactly(DeliveryOutcome.Result.EXPIRED);
    assertThat(offsets.committable()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "R04 a withdrawn event leaves the queue, and the transaction that was to be repeated")
  void withdrawn() {
    accept(pdu("$1"), A);
    accept(pdu("$2"), A);
    remotes.fail(A);

    dispatcher.withdraw("$1", END, List.of(A));
    clock.move(2_000);
    dispatcher.tick();

    assertThat(remotes.ids(1)).containsExactly("$2");
    assertThat(outcomes)
        .extracting(DeliveryOutcome::result)
        .containsExactly(DeliveryOutcome.Result.WITHDRAWN);
  }

  @Test
  @DisplayName("a PDU that the destination cannot take is parted from the others and refused alone")
  void poisonIsIsolated() {
    accept(pdu("$x"), A);
    IntStream.rangeClosed(1, 20).forEach(i -> accept(pdu("$" + i), A));
    remotes.accept(A);
    int guard = 0;
    while (remotes.inFlight(A) && guard++ < 40) {
      boolean poison = remotes.ids(remotes.sent.size() - 1).contains("$13");
      remotes.answer(A, poison ? 400 : 200, "{}");
    }

    assertThat(outcomes.stream().filter(d -> d.result() == DeliveryOutcome.Result.REFUSED))
        .extracting(d -> d.event().eventId())
        .containsExactly("$13");
    assertThat(outcomes).hasSize(21);
    assertThat(outcomes.stream().map(d -> d.event().eventId()).skip(1)).isEqualTo(ids(1, 20));
  }

  @Test
  @DisplayName("the same event twice in a queue is sent once")
  void sameEventTwice() {
    accept(pdu("$0"), A);
    accept(pdu("$1"), A);
    accept(pdu("$1"), A);

    remotes.accept(A);
    remotes.accept(A);

    assertThat(remotes.sent).hasSize(2);
    assertThat(remotes.ids(1)).containsExactly("$1");
    assertThat(offsets.committable()).isEqualTo(3);
  }

  @Test
  @DisplayName("hanging new destinations leave room for those that answered")
  void unprovenHaveTheirOwnBound() {
    Dispatcher small = dispatcher(new LaneConfig(50, 1_000_000, 500, 1_000, 1, 2, 2));
    accept(small, pdu("$0"), List.of(A));
    remotes.accept(A);
    List<String> strangers = IntStream.range(0, 20).mapToObj(i -> "s" + i + ".example").toList();

    accept(small, pdu("$1"), strangers);
    accept(small, pdu("$2"), List.of(A));

    assertThat(remotes.inFlight()).isEqualTo(3);
    assertThat(remotes.inFlight(A)).isTrue();
  }

  @Test
  @DisplayName("a partition that is let go of finishes what is in flight and starts nothing more")
  void releaseFinishesInFlight() {
    accept(pdu("$1"), A, B);
    accept(pdu("$2"), A, B);
    remotes.accept(B);
    remotes.fail(B);
    AtomicBoolean released = new AtomicBoolean();

    dispatcher.release(Set.of(PARTITION), () -> released.set(true));
    assertThat(released).isFalse();
    remotes.accept(A);

    assertThat(released).isTrue();
    clock.move(600_000);
    dispatcher.tick();
    assertThat(remotes.sent).hasSize(3);
    assertThat(offsets.committable()).isEqualTo(1);
    assertThat(dispatcher.queued()).isZero();
  }

  @ParameterizedTest(name = "by {0} ms")
  @ValueSource(longs = {-500_000, 500_000})
  @DisplayName("R25 a clock that is set makes no backoff longer or shorter")
  void clockSteps(long by) {
    accept(pdu("$1"), A);
    remotes.fail(A);
    clock.step(by);
    accept(pdu("$2"), A);
    clock.move(1_999);
    dispatcher.tick();
    assertThat(remotes.inFlight(A)).as("before its end").isFalse();

    clock.move(1);
    dispatcher.tick();

    assertThat(remotes.inFlight(A)).as("at its end").isTrue();
  }

  @Test
  @DisplayName("R25 a failure right after the clock was set begins a backoff by the new time")
  void failsAfterStep() {
    accept(pdu("$1"), A);
    clock.step(500_000);

    remotes.fail(A);
    clock.move(2_000);
    dispatcher.tick();

    assertThat(remotes.inFlight(A)).isTrue();
  }

  @Test
  @DisplayName("nothing is started while outcomes have no room")
  void outcomesWithoutRoom() {
    room = false;
    accept(pdu("$1"), A);
    assertThat(remotes.sent).isEmpty();

    room = true;
    dispatcher.tick();

    assertThat(remotes.inFlight(A)).isTrue();
  }

  private void accept(QueuedPdu pdu, String... destinations) {
    accept(dispatcher, pdu, List.of(destinations));
  }

  private void accept(Dispatcher to, QueuedPdu pdu, List<String> destinations) {
    to.accept(
        PARTITION,
        pdu,
        destinations,
        0,
        offsets.begin(offset++, destinations.size(), pdu.size())::run);
    to.pump();
  }

  private static List<String> ids(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "$" + i).toList();
  }

  private Dispatcher dispatcher(LaneConfig config) {
    Outcomes sink =
        new Outcomes() {
          @Override
          public boolean hasRoom() {
            return room;
          }

          @Override
          public void add(DeliveryOutcome delivery) {
            outcomes.add(delivery);
          }
        };
    Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), 0, new Random(1));
    return new Dispatcher(
        config,
        new RetryConfig(1_000, Duration.ofMinutes(5), 100, 20),
        backoff,
        ORIGIN,
        12,
        new Surroundings(
            remotes,
            sink,
            new FakeShelf().new View(),
            (partition, destination, memo) -> CompletableFuture.completedFuture(null),
            () -> true,
            Runnable::run,
            new FederationMetrics(new SimpleMeterRegistry()),
            clock,
            clock::nanos));
  }
}
