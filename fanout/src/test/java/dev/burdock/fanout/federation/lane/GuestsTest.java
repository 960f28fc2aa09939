package dev.burdock.fanout.federation.lane;

import static dev.burdock.fanout.federation.Pdus.END;
import static dev.burdock.fanout.federation.Pdus.ORIGIN;
import static dev.burdock.fanout.federation.Pdus.RECEIVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.burdock.fanout.federation.domain.DeliveryOutcome;
import dev.burdock.fanout.federation.domain.DeliveryOutcome.Result;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The homeserver's own transactions")
class GuestsTest {
  private static final String B = "b.example";
  private static final String OTHER_ORIGIN = "also-ours.example";

  private final LaneWorld world = LaneWorld.withTopics(10);

  GuestsTest() {
    world.dispatcher.guests();
  }

  @Test
  @DisplayName("R33: go at once when nothing of ours is in flight, and the lane waits for them")
  void laneWaitsForGuest() {
    GuestTurn guest = enter(ORIGIN).join();

    world.accept(pdu("$1"), B);
    assertThat(world.remotes.inFlight(B)).isFalse();

    guest.failed();
    assertThat(world.remotes.ids(0)).containsExactly("$1");
  }

  @Test
  @DisplayName("R33: wait for the one of ours in flight, and go before the next of ours")
  void guestWaitsForOneOfOurs() {
    world.accept(pdu("$1"), B);
    world.accept(pdu("$2"), B);
    CompletableFuture<GuestTurn> guest = enter(ORIGIN);
    assertThat(guest).isNotDone();

    world.remotes.accept(B);
    world.run();

    assertThat(guest).isCompleted();
    assertThat(world.remotes.inFlight(B)).isFalse();
    guest.join().failed();
    assertThat(world.remotes.ids(1)).containsExactly("$2");
  }

  @Test
  @DisplayName("R33: leave the next turn to a lane that waits, however many of them there are")
  void laneGoesBeforeTheNextGuest() {
    GuestTurn first = enter(ORIGIN).join();
    CompletableFuture<GuestTurn> second = enter(ORIGIN);
    world.accept(pdu("$1"), B);

    first.failed();

    assertThat(second).isNotDone();
    assertThat(world.remotes.ids(0)).containsExactly("$1");
    world.remotes.accept(B);
    world.run();
    assertThat(second).isCompleted();
  }

  @Test
  @DisplayName("R33: do not wait for a lane that may not start")
  void noWaitForALaneThatMayNotStart() {
    GuestTurn first = enter(ORIGIN).join();
    CompletableFuture<GuestTurn> second = enter(ORIGIN);
    world.accept(pdu("$1"), B);
    world.mayStart = false;

    first.failed();

    assertThat(second).isCompleted();
  }

  @Test
  @DisplayName("R33: of two of our servers do not wait for each other")
  void originsDoNotWaitForEachOther() {
    assertThat(enter(ORIGIN)).isCompleted();

    assertThat(enter(ORIGIN)).isNotDone();
    assertThat(enter(OTHER_ORIGIN)).isCompleted();
  }

  @Test
  @DisplayName("R33: deliver for us, with one outcome, what waits and what comes later")
  void takenIsDelivered() {
    GuestTurn guest = enter(ORIGIN).join();
    world.accept(pdu("$1"), B);

    guest.taken("txn", Set.of("hash of $1", "hash of $2"), Map.of());
    world.accept(pdu("$2"), B);

    assertThat(world.remotes.sent).isEmpty();
    assertThat(world.outcomes)
        .extracting(outcome -> outcome.event().eventId(), DeliveryOutcome::result)
        .containsExactly(tuple("$1", Result.DELIVERED), tuple("$2", Result.DELIVERED));
    assertThat(world.outcomes.get(0).txnId()).contains("txn");
    assertThat(world.queued()).isZero();
  }

  @Test
  @DisplayName("R33: tell what the destination refused of them")
  void refusedIsRefused() {
    GuestTurn guest = enter(ORIGIN).join();
    world.accept(pdu("$1"), B);

    guest.taken("txn", Set.of("hash of $1"), Map.of("$1", "no"));

    assertThat(world.outcomes.get(0).result()).isEqualTo(Result.REFUSED);
    assertThat(world.outcomes.get(0).error()).contains("no");
  }

  @Test
  @DisplayName("R33: that fail leave their events to us")
  void failedIsLeftToUs() {
    GuestTurn guest = enter(ORIGIN).join();
    world.accept(pdu("$1"), B);

    guest.failed();

    assertThat(world.remotes.ids(0)).containsExactly("$1");
  }

  @Test
  @DisplayName("R33: can tell what we brought ourselves")
  void knowsWhatWeBrought() {
    world.accept(pdu("$1"), B);
    CompletableFuture<GuestTurn> guest = enter(ORIGIN);
    world.remotes.accept(B);
    world.run();

    assertThat(guest.join().isThere("hash of $1")).isTrue();
    assertThat(guest.join().isThere("hash of $2")).isFalse();
  }

  @Test
  @DisplayName("R22: do not stand for the events of a server that has joined again since")
  void joinedAgain() {
    enter(ORIGIN).join().taken("txn", Set.of("hash of $1"), Map.of());

    world.accept(pdu("$1").causedAt(world.clock.millis() + 1).forJoined(), B);

    assertThat(world.remotes.ids(0)).containsExactly("$1");
  }

  @Test
  @DisplayName("R25: that are taken end the backoff of the lane")
  void takenEndsBackoff() {
    world.accept(pdu("$1"), B);
    world.remotes.fail(B);
    world.run();

    enter(ORIGIN).join().taken("txn", Set.of("hash of $2"), Map.of());

    assertThat(world.remotes.ids(1)).containsExactly("$1");
  }

  @Test
  @DisplayName("R33: are sent elsewhere when the partition is elsewhere, or goes away")
  void partitionElsewhere() {
    world.accept(pdu("$1"), B);
    CompletableFuture<GuestTurn> waits = enter(ORIGIN);

    world.dispatcher.release(Set.of(LaneWorld.PARTITION), () -> {});

    assertThat(waits).isCompletedExceptionally();
    assertThat(enter(ORIGIN)).isCompletedExceptionally();
  }

  @Test
  @DisplayName("R33: are waited for when their partition goes away, within the time for it")
  void releaseWaits() {
    GuestTurn guest = enter(ORIGIN).join();
    boolean[] released = new boolean[1];

    world.dispatcher.release(Set.of(LaneWorld.PARTITION), () -> released[0] = true);
    assertThat(released[0]).isFalse();

    guest.failed();
    assertThat(released[0]).isTrue();
  }

  @Test
  @DisplayName("R33: whose sender has gone away are passed over")
  void goneAway() {
    world.accept(pdu("$1"), B);
    CompletableFuture<GuestTurn> gone = enter(ORIGIN);
    CompletableFuture<GuestTurn> next = enter(ORIGIN);
    gone.cancel(false);

    world.remotes.accept(B);
    world.run();

    assertThat(next).isCompleted();
  }

  @Test
  @DisplayName("R33: and ours never go two at a time, and nobody waits for two of the other")
  void randomHistories() {
    long seed = Long.getLong("burdock.seed", 1);
    System.out.println("seed=" + seed);
    Random random = new Random(seed);
    GuestTurn guest = null;
    CompletableFuture<GuestTurn> waits = null;
    int oursWhileGuestWaits = 0;
    int guestsWhileLaneWaits = 0;
    for (int step = 0; step < 20_000; step++) {
      int sentBefore = world.remotes.sent.size();
      boolean guestWaited = waits != null;
      boolean laneWaited = world.queued() > 0 && !world.remotes.inFlight(B);
      switch (random.nextInt(4)) {
        case 0 -> world.accept(pdu("$" + step), B);
        case 1 -> {
          if (world.remotes.inFlight(B)) {
            world.remotes.accept(B);
            world.run();
          }
        }
        case 2 -> waits = waits == null ? enter(ORIGIN) : waits;
        default -> {
          if (guest != null) {
            GuestTurn over = guest;
            guest = null;
            over.failed();
          }
        }
      }
      int sent = world.remotes.sent.size() - sentBefore;
      oursWhileGuestWaits = guestWaited ? oursWhileGuestWaits + sent : 0;
      guestsWhileLaneWaits = laneWaited && sent == 0 ? guestsWhileLaneWaits : 0;
      if (waits != null && waits.isDone()) {
        assertThat(guest).as("step %s", step).isNull();
        guest = waits.join();
        waits = null;
        guestsWhileLaneWaits++;
      }
      assertThat(guest != null && world.remotes.inFlight(B)).as("step %s", step).isFalse();
      assertThat(oursWhileGuestWaits).as("step %s", step).isLessThanOrEqualTo(1);
      assertThat(guestsWhileLaneWaits).as("step %s", step).isLessThanOrEqualTo(1);
    }
    assertThat(world.outcomes).isNotEmpty();
  }

  private CompletableFuture<GuestTurn> enter(String origin) {
    return world.dispatcher.guests().enter(B, LaneWorld.PARTITION, origin);
  }

  private static QueuedPdu pdu(String eventId) {
    String json = "{\"hashes\":{\"sha256\":\"hash of " + eventId + "\"}}";
    byte[] canonical = json.getBytes(StandardCharsets.UTF_8);
    return new QueuedPdu(eventId, "!room:ours.example", ORIGIN, RECEIVED, END, canonical);
  }
}
