package dev.burdock.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.tests.shared.Gateway;
import dev.burdock.tests.shared.Homeservers;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SyncResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A homeserver that was away is caught up with by another, in two transactions. */
@DisplayName("R20 A backlog of sticky events")
public class BurstsIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final int EVENTS = 51;
  private static final int MOST_STATES = 3;
  private static final long LATE_MS = 2_500;

  /** A hold lasts a second, less the time of the homeserver's answer. */
  private static final long HOLD_MS = 700;

  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = Gateway.shared();
  }

  /** One way to sync: tells what each answer holds of a room, until it is told enough. */
  @FunctionalInterface
  private interface Way {
    void follow(MatrixClient user, String room, Watch watch);
  }

  /** What one client is shown: the sticky events of each answer that has any. */
  private static final class Watch {
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final List<Set<String>> states = new ArrayList<>();
    private final List<Long> nanos = new ArrayList<>();
    private volatile boolean over;

    synchronized void shows(Collection<String> ids) {
      if (!ids.isEmpty()) {
        states.add(new HashSet<>(ids));
        nanos.add(System.nanoTime());
      }
    }

    synchronized void begin() {
      states.clear();
      nanos.clear();
    }

    synchronized List<String> told() {
      return states.stream().flatMap(Set::stream).toList();
    }

    synchronized List<Integer> sizes() {
      return states.stream().map(Set::size).toList();
    }

    /** Steps beyond those that the homeserver's own slowness costs: one for each hold. */
    synchronized long steps() {
      long span = Duration.ofNanos(nanos.get(nanos.size() - 1) - nanos.get(0)).toMillis();
      return states.size() - Math.max(0, span - MOST_STATES * HOLD_MS) / HOLD_MS;
    }
  }

  @Test
  @DisplayName(
      "is shown in three steps, and one more a hold that the homeserver takes longer, in timelines"
          + " and sections, classic and sliding")
  void backlog() {
    // given
    MatrixClient rita = Homeservers.userOf(Homeservers.remote());
    String room = rita.createPublicRoom("12");
    List<Way> ways =
        List.of(classic(null), classic(Raw.NO_STICKY_TIMELINE), sliding(20), sliding(0));
    List<Watch> watches = ways.stream().map(way -> new Watch()).toList();
    ExecutorService clients = Executors.newFixedThreadPool(ways.size());
    try {
      for (int way = 0; way < ways.size(); way++) {
        MatrixClient user = gateway.user();
        user.join(room, Homeservers.remote().name());
        Way follows = ways.get(way);
        Watch watch = watches.get(way);
        clients.execute(() -> follows.follow(user, room, watch));
      }
      watches.forEach(watch -> watch.ready.join());
      List<String> before = Raw.sendSticky(rita, room, 1);
      watches.forEach(watch -> await().atMost(SOON).until(() -> watch.told().containsAll(before)));
      watches.forEach(Watch::begin);

      // when
      List<String> sent;
      gateway.homeserver().freeze();
      try {
        sent = Raw.sendSticky(rita, room, EVENTS);
        long late = System.currentTimeMillis() + LATE_MS;
        await().until(() -> System.currentTimeMillis() > late);
      } finally {
        gateway.homeserver().goOn();
      }

      // then
      for (Watch watch : watches) {
        await().atMost(SOON).until(() -> watch.told().containsAll(sent));
      }
      assertThat(watches)
          .allSatisfy(
              watch ->
                  assertThat(watch.steps())
                      .as("states of %s", watch.sizes())
                      .isLessThanOrEqualTo(MOST_STATES));
      assertThat(watches).allSatisfy(watch -> assertThat(watch.told()).doesNotHaveDuplicates());
    } finally {
      watches.forEach(watch -> watch.over = true);
      clients.shutdownNow();
    }
  }

  private static Way classic(String filter) {
    return (user, room, watch) -> {
      String since = user.sync(null, Duration.ZERO, filter).nextBatch();
      watch.ready.complete(null);
      while (!watch.over) {
        SyncResponse answer = user.sync(since, WAIT, filter);
        watch.shows(
            Raw.ids(
                Stream.concat(answer.timeline(room).stream(), answer.sticky(room).stream())
                    .filter(event -> event.path("type").asText().equals(Raw.TYPE))
                    .toList()));
        since = answer.nextBatch();
      }
    };
  }

  private static Way sliding(int timelineLimit) {
    return (user, room, watch) -> {
      Raw.Sliding answer = Raw.slidingSync(user, null, null, 100, timelineLimit);
      watch.ready.complete(null);
      while (!watch.over) {
        answer = Raw.slidingSync(user, answer.pos(), answer.nextBatch(), 100, timelineLimit, WAIT);
        List<String> shown = new ArrayList<>(answer.timelineOf(room, Raw.TYPE));
        shown.addAll(answer.sticky(room));
        watch.shows(shown);
      }
    };
  }
}
