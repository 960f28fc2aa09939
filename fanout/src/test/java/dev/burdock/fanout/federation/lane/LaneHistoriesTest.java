package dev.burdock.fanout.federation.lane;

import static dev.burdock.fanout.federation.Pdus.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.federation.config.LaneConfig;
import dev.burdock.fanout.federation.config.RetryConfig;
import dev.burdock.fanout.federation.domain.DeliveryOutcome.Result;
import dev.burdock.fanout.federation.domain.FailureKind;
import dev.burdock.fanout.federation.domain.Memo.Keeping;
import dev.burdock.fanout.federation.domain.PushCause;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Transaction;
import dev.burdock.schemas.topic.Partitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random histories of failures, crashes and recoveries: whatever happens, nothing is lost. */
@DisplayName("The lanes, in random histories")
class LaneHistoriesTest {
  private static final int HISTORIES = 2_000;
  private static final int STEPS = 150;
  private static final int MOST_AFTERMATH = 4_000;
  private static final List<String> DESTINATIONS =
      List.of("a.example", "b.example", "c.example:8448");
  private static final List<String> ROOMS = List.of("!one:x", "!two:x", "!three:x", "!four:x");

  @Test
  @DisplayName(
      "R21 R23 R25 R26 R34 every event arrives, in order of its room, retries repeat bytes, and"
          + " every push ends once")
  void nothingIsLost() {
    long first = Long.getLong("burdock.seed", 4354);
    for (int i = 0; i < HISTORIES; i++) {
      new History(first + i).run();
    }
  }

  /** A record of topic outbound. */
  private record Pushed(
      QueuedPdu pdu, Set<String> to, int ends, long askedTs, QueuedPdu withdrawn) {
    private Pushed(QueuedPdu pdu, Set<String> to, int ends, long askedTs) {
      this(pdu, to, ends, askedTs, null);
    }
  }

  private static final class History {
    private final long seed;
    private final Random random;
    private final LaneWorld world;
    private final List<Pushed> outbound = new ArrayList<>();
    private final List<Pushed> events = new ArrayList<>();
    private final List<ArrayDeque<Runnable>> topology =
        List.of(new ArrayDeque<>(), new ArrayDeque<>());
    private final Map<String, List<String>> arrived = new HashMap<>();
    private final Map<String, byte[]> bodies = new HashMap<>();
    private final Map<String, Long> notBefore = new HashMap<>();
    private final Map<String, Transaction> carried = new HashMap<>();
    private final Map<FakeRemotes, Set<String>> stale = new HashMap<>();
    private final Set<String> withdrawn = new HashSet<>();

    /** What is pushed anew has its place among the new; what fails alone is passed by others. */
    private final Set<String> outOfOrder = new HashSet<>();

    private final Map<String, Integer> timeouts = new HashMap<>();
    private final Set<String> apart = new HashSet<>();

    private boolean crashed;
    private boolean moved;
    private int judged;
    private int asked;

    History(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.world =
          new LaneWorld(
              new LaneConfig(
                  3,
                  1_000_000,
                  6,
                  seed % 2 == 0 ? 1_000_000 : 16,
                  1_000_000,
                  5,
                  seed % 3 == 0 ? 1 : 5),
              new RetryConfig(2, Duration.ofMinutes(5), 1 + random.nextInt(3), 20));
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        step();
        judge();
      }
      for (int i = 0; i < MOST_AFTERMATH && !done(); i++) {
        recover();
        judge();
      }
      for (String destination : DESTINATIONS) {
        assertThat(arrived.getOrDefault(destination, List.of()))
            .as("seed %s: at %s", seed, destination)
            .containsAll(lasting(destination, null));
      }
      account();
      assertThat(world.offsets.committable()).as("seed %s", seed).isEqualTo(outbound.size());
      assertThat(world.queued()).as("seed %s", seed).isZero();
    }

    /** Every push has ended, once; unless a worker may have told what another had told. */
    private void account() {
      Map<List<Object>, Long> ends = ends();
      pushes()
          .forEach(
              push ->
                  assertThat(ends.getOrDefault(push, 0L))
                      .as("seed %s: ends of %s", seed, push)
                      .isBetween(1L, crashed || moved ? Long.MAX_VALUE : 1L));
    }

    /** How often the end of each push to each destination was told. */
    private Map<List<Object>, Long> ends() {
      return world.outcomes.stream()
          .collect(
              Collectors.groupingBy(
                  told -> List.of(told.destination(), told.event().key()), Collectors.counting()));
    }

    /** Each push to each destination. */
    private Stream<List<Object>> pushes() {
      return outbound.stream()
          .filter(push -> push.pdu() != null && push.askedTs() == 0)
          .flatMap(
              push -> push.to().stream().map(to -> List.<Object>of(to, push.pdu().event().key())));
    }

    private void step() {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> publish();
        case 3, 4 -> read();
        case 5, 6 -> kafka();
        case 7, 8 -> answer(random.nextInt(3) == 0);
        case 9 -> world.pass(random.nextInt(20_000));
        case 10 -> think();
        default -> rarely();
      }
    }

    private void rarely() {
      switch (random.nextInt(11)) {
        case 9 -> redact();
        case 10 -> rejoin();
        case 0 -> crash();
        case 1 -> wake(any(DESTINATIONS));
        case 2 -> world.pass(Duration.ofMinutes(6).toMillis());
        case 3 -> handOver();
        case 4 -> lose();
        case 5 -> answerLate();
        default -> answer(true);
      }
    }

    /** Everything works again. */
    private void recover() {
      kafka();
      think();
      while (world.offset < outbound.size()) {
        read();
      }
      answer(true);
      answerLate();
      world.pass(random.nextInt(5_000));
    }

    private boolean done() {
      return world.offset == outbound.size()
          && topology.stream().allMatch(ArrayDeque::isEmpty)
          && world.offsets.committable() == outbound.size()
          && world.remotes.busy().isEmpty()
          && world.otherRemotes.busy().isEmpty()
          && world.queued() == 0
          && DESTINATIONS.stream()
              .allMatch(
                  destination ->
                      arrived
                          .getOrDefault(destination, List.of())
                          .containsAll(lasting(destination, null)))
          && pushes().allMatch(ends()::containsKey);
    }

    /** An event is redacted (R04). */
    private void redact() {
      if (!events.isEmpty()) {
        Pushed event = any(events);
        withdrawn.add(event.pdu().eventId());
        outbound.add(new Pushed(null, event.to(), -1, 0, event.pdu()));
      }
    }

    /** A server leaves a room and comes back: what is sticky there is pushed again (R22). */
    private void rejoin() {
      if (seed % 4 == 0) {
        return;
      }
      world.clock.move(1);
      String destination = any(DESTINATIONS);
      String room = any(ROOMS);
      for (Pushed event : List.copyOf(events)) {
        QueuedPdu pdu = event.pdu();
        if (pdu.roomId().equals(room) && event.to().contains(destination) && isLasting(pdu)) {
          outOfOrder.add(destination + pdu.eventId());
          outbound.add(
              new Pushed(
                  pdu.pushed(PushCause.SERVER_JOINED, world.clock.millis(), -1),
                  Set.of(destination),
                  -1,
                  0));
        }
      }
    }

    private boolean isLasting(QueuedPdu pdu) {
      return pdu.endTs() > world.clock.millis() && !withdrawn.contains(pdu.eventId());
    }

    private void publish() {
      world.clock.move(1);
      long now = world.clock.millis();
      String id = "$" + events.size();
      byte[] json = id.getBytes(StandardCharsets.UTF_8);
      QueuedPdu pdu =
          new QueuedPdu(id, any(ROOMS), ORIGIN, now, now + stickiness().toMillis(), json);
      Set<String> to = new HashSet<>(DESTINATIONS);
      to.removeIf(name -> random.nextInt(4) == 0);
      Pushed event = new Pushed(pdu, to, -1, 0);
      events.add(event);
      outbound.add(event);
    }

    private Duration stickiness() {
      return random.nextInt(8) == 0
          ? Duration.ofSeconds(1 + random.nextInt(600))
          : Duration.ofDays(9);
    }

    /** The worker reads on in outbound. */
    private void read() {
      for (int n = 1 + random.nextInt(5); n > 0 && world.offset < outbound.size(); n--) {
        Pushed record = outbound.get((int) world.offset);
        if (record.ends() >= 0) {
          long offset = world.offset++;
          world.offsets.begin(offset, 0, 0);
          record
              .to()
              .forEach(
                  to -> world.dispatcher.caughtUp(to, record.ends(), record.askedTs(), offset));
        } else if (record.withdrawn() != null) {
          world.withdraw(record.withdrawn().eventId(), record.withdrawn().endTs(), record.to());
        } else if (record.to().isEmpty()) {
          world.offsets.begin(world.offset++, 0, 0);
        } else {
          world.accept(record.pdu(), record.askedTs(), record.to().toArray(String[]::new));
        }
      }
      world.dispatcher.pump();
      world.run();
    }

    /** Kafka does some of what it was asked to. */
    private void kafka() {
      if (random.nextInt(3) == 0) {
        world.commit();
      }
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        boolean happened =
            switch (random.nextInt(3)) {
              case 0 -> world.memory.step();
              case 1 -> world.shelf.step();
              default -> world.shelf.answer();
            };
        if (happened) {
          world.run();
        }
      }
    }

    /** A partition of rooms answers a request for catch-up. */
    private void think() {
      while (asked < world.shelf.asked.size()) {
        FakeShelf.Asked request = world.shelf.asked.get(asked++);
        for (int i = 0; i < LaneWorld.PARTITIONS; i++) {
          int partition = i;
          topology.get(i).add(() -> push(request, partition));
        }
      }
      Runnable next = any(topology).poll();
      if (next != null) {
        next.run();
      }
    }

    private void push(FakeShelf.Asked request, int partition) {
      Set<String> to = Set.of(request.destination());
      for (Pushed event : events) {
        QueuedPdu pdu = event.pdu();
        if (event.to().containsAll(to)
            && pdu.receivedTs() >= request.sinceTs()
            && isLasting(pdu)
            && Partitions.of(pdu.roomId(), LaneWorld.PARTITIONS) == partition) {
          outbound.add(new Pushed(pdu, to, -1, request.askedTs()));
        }
      }
      outbound.add(new Pushed(null, to, partition, request.askedTs()));
    }

    private void answer(boolean well) {
      List<String> busy = world.remotes.busy();
      if (busy.isEmpty()) {
        return;
      }
      String destination = any(busy);
      if (well) {
        stale.getOrDefault(world.remotes, new HashSet<>()).remove(destination);
        world.remotes.accept(destination);
      } else if (random.nextInt(4) == 0) {
        stale.getOrDefault(world.remotes, new HashSet<>()).remove(destination);
        world.remotes.answer(destination, 429, "{\"retry_after_ms\":1000}");
      } else {
        failed(destination);
        boolean seen = random.nextBoolean();
        if (seen) {
          unanswered(destination);
        }
        if (!seen) {
          carried.keySet().removeIf(key -> key.startsWith(destination));
        }
        world.remotes.fail(destination, seen ? FailureKind.TIMEOUT : FailureKind.CONNECT);
      }
      world.run();
    }

    /** What is not answered again and again is taken apart, and set aside when it is alone. */
    private void unanswered(String destination) {
      Transaction last =
          world.remotes.sent.stream()
              .filter(sent -> sent.destination().equals(destination))
              .reduce((first, second) -> second)
              .orElseThrow();
      if (timeouts.merge(destination + last.id(), 1, Integer::sum) >= 4) {
        apart.add(destination);
      }
      if (apart.contains(destination) && last.pdus().size() == 1) {
        outOfOrder.add(destination + last.pdus().get(0).eventId());
      }
    }

    private void wake(String destination) {
      notBefore.remove(destination);
      world.dispatcher.wake(destination);
      world.run();
    }

    private void crash() {
      notBefore.clear();
      crashed = true;
      world.crash();
    }

    /** The partition goes to the other worker, in peace. */
    private void handOver() {
      moved = true;
      world.handOver(
          destination -> {
            if (random.nextBoolean()) {
              stale.getOrDefault(world.remotes, new HashSet<>()).remove(destination);
              world.remotes.accept(destination);
            } else {
              failed(destination);
              world.remotes.fail(destination, FailureKind.TIMEOUT);
            }
          });
    }

    /** Of one that was lost meanwhile, the answer of before counts for nothing. */
    private void failed(String destination) {
      if (!stale.computeIfAbsent(world.remotes, any -> new HashSet<>()).remove(destination)) {
        notBefore.put(destination, world.clock.millis() + 2_000);
      }
    }

    /** The partition goes to the other worker, and this one learns it afterwards. */
    private void lose() {
      notBefore.clear();
      moved = true;
      stale.put(world.remotes, new HashSet<>(world.remotes.busy()));
      world.lose();
    }

    /** A worker that has lost the partition hears how its last transaction went. */
    private void answerLate() {
      List<String> busy = world.otherRemotes.busy();
      if (!busy.isEmpty()) {
        String destination = any(busy);
        stale.getOrDefault(world.otherRemotes, new HashSet<>()).remove(destination);
        if (random.nextBoolean()) {
          world.otherRemotes.accept(destination);
        } else {
          world.otherRemotes.fail(destination, FailureKind.TIMEOUT);
        }
        world.run();
      }
    }

    /** Judges what was sent since the last time; a server processes what it is sent. */
    private void judge() {
      for (; judged < world.remotes.sent.size(); judged++) {
        Transaction sent = world.remotes.sent.get(judged);
        String destination = sent.destination();
        byte[] before = bodies.putIfAbsent(destination + sent.id(), sent.body());
        assertThat(before == null || Arrays.equals(before, sent.body()))
            .as("seed %s: %s repeats its bytes", seed, sent.id())
            .isTrue();
        assertThat(world.clock.millis())
            .as("seed %s: the backoff of %s", seed, destination)
            .isGreaterThanOrEqualTo(notBefore.getOrDefault(destination, 0L));
        for (QueuedPdu pdu : sent.pdus()) {
          Transaction other = carried.putIfAbsent(destination + pdu.event().key(), sent);
          assertThat(
                  other == null
                      || other.id().equals(sent.id())
                      || !other.pdus().stream().allMatch(this::isLasting)
                      || apart.contains(destination)
                      || forgetful(destination))
              .as("seed %s: %s is sent again in another transaction", seed, pdu)
              .isTrue();
        }
        List<String> had = arrived.computeIfAbsent(destination, any -> new ArrayList<>());
        sent.pdus().stream()
            .map(QueuedPdu::eventId)
            .filter(id -> !had.contains(id))
            .forEach(had::add);
        for (String room : ROOMS) {
          List<String> wanted =
              lasting(destination, room).stream()
                  .filter(id -> !outOfOrder.contains(destination + id))
                  .toList();
          List<String> got = had.stream().filter(wanted::contains).toList();
          assertThat(got)
              .as("seed %s: order of %s at %s", seed, room, destination)
              .isEqualTo(wanted.subList(0, got.size()));
        }
      }
    }

    /** A worker that took over, and a cursor, which is but a time, may bring something again. */
    private boolean forgetful(String destination) {
      return crashed
          || moved
          || world.memory.written.getOrDefault(destination, List.of()).stream()
              .anyMatch(memo -> memo.keeping() == Keeping.CURSOR);
    }

    /** Those that are still to be sent. */
    private List<String> lasting(String destination, String room) {
      return events.stream()
          .filter(event -> event.to().contains(destination))
          .filter(event -> room == null || event.pdu().roomId().equals(room))
          .map(Pushed::pdu)
          .filter(this::isLasting)
          .map(QueuedPdu::eventId)
          .filter(id -> !refused(destination, id))
          .toList();
    }

    private boolean refused(String destination, String eventId) {
      return apart.contains(destination)
          && world.outcomes.stream()
              .anyMatch(
                  told ->
                      told.result() == Result.REFUSED
                          && told.destination().equals(destination)
                          && told.event().eventId().equals(eventId));
    }

    private <T> T any(List<T> choices) {
      return choices.get(random.nextInt(choices.size()));
    }
  }
}
