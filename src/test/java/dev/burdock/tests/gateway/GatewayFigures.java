package dev.burdock.tests.gateway;

import static dev.burdock.tests.gateway.Raw.HOUR;
import static dev.burdock.tests.gateway.Raw.NO_STICKY_TIMELINE;
import static dev.burdock.tests.gateway.Raw.TYPE;

import dev.burdock.tests.shared.Gateway;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SyncResponse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Measures what the gateway costs and how fast a sticky event is, beside the bare homeserver in the
 * same run. Not part of a build: a figure is not a test. The command is in {@code
 * docs/benchmarks.md}.
 */
@DisplayName("Figures of the gateway")
class GatewayFigures {
  private static final int WARM_UP = 3_000;
  private static final int SYNCS = 500;
  private static final int EVENTS = 100;

  @Test
  @DisplayName("overhead of /sync and latency of a sticky event")
  void figures() throws Exception {
    Gateway gateway = Gateway.shared();
    MatrixClient alice = gateway.user();
    MatrixClient bob = gateway.user();
    String room = alice.createPublicRoom("12");
    bob.join(room);
    overhead(bob, gateway);
    for (String filter : new String[] {NO_STICKY_TIMELINE, null}) {
      String shown = filter == null ? "in the timeline" : "in the section alone";
      MatrixClient sender = alice.through(gateway.bare());
      latency(shown + ", bare homeserver", sender, bob.through(gateway.bare()), room, filter);
      latency(shown + ", through the gateway", sender, bob, room, filter);
    }
  }

  /** A sync without news, turn by turn here and there. */
  private static void overhead(MatrixClient user, Gateway gateway) {
    List<Double> bare = new ArrayList<>();
    List<Double> through = new ArrayList<>();
    URI[] bases = {gateway.bare(), gateway.url()};
    List<List<Double>> times = List.of(bare, through);
    String[] tokens = {
      user.through(bases[0]).sync().nextBatch(), user.through(bases[1]).sync().nextBatch()
    };
    for (int turn = 0; turn < WARM_UP + SYNCS; turn++) {
      for (int side = 0; side < bases.length; side++) {
        long start = System.nanoTime();
        SyncResponse response = user.through(bases[side]).sync(tokens[side], Duration.ZERO);
        double took = millis(System.nanoTime() - start);
        tokens[side] = response.nextBatch();
        if (turn >= WARM_UP) {
          times.get(side).add(took);
        }
      }
    }
    List<Double> added = new ArrayList<>();
    for (int turn = 0; turn < SYNCS; turn++) {
      added.add(through.get(turn) - bare.get(turn));
    }
    print("/sync without news, bare homeserver", bare);
    print("/sync without news, through the gateway", through);
    print("/sync without news, added by the gateway, turn by turn", added);
    System.out.printf("overhead at p50: %.2f ms%n", median(through) - median(bare));
  }

  /**
   * From the send, and from the homeserver's acknowledgement of it, to the response of a client
   * that waits; and how many of the first answers hold the event.
   */
  private static void latency(
      String where, MatrixClient sender, MatrixClient reader, String room, String filter)
      throws Exception {
    List<Double> fromSend = new ArrayList<>();
    List<Double> fromAnswer = new ArrayList<>();
    int first = 0;
    String since = reader.sync(null, Duration.ZERO, filter).nextBatch();
    for (int event = 0; event < EVENTS; event++) {
      String from = since;
      CompletableFuture<Arrival> waiting =
          CompletableFuture.supplyAsync(() -> Arrival.await(reader, from, room, filter));
      TimeUnit.MILLISECONDS.sleep(30);
      long sent = System.nanoTime();
      sender.sendSticky(room, TYPE, Map.of("number", event), HOUR);
      long acknowledged = System.nanoTime();
      Arrival arrival = waiting.get(30, TimeUnit.SECONDS);
      fromSend.add(millis(arrival.at() - sent));
      fromAnswer.add(millis(arrival.at() - acknowledged));
      first += arrival.answers() == 1 ? 1 : 0;
      since = arrival.next();
    }
    print("send to response, " + where, fromSend);
    print("acknowledged send to response, " + where, fromAnswer);
    System.out.printf("first answer holds the event, %s: %d of %d%n", where, first, EVENTS);
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  private static void print(String what, List<Double> times) {
    Collections.sort(times);
    System.out.printf(
        "%-70s n=%d p50=%.2f ms p99=%.2f ms%n",
        what, times.size(), median(times), times.get(times.size() * 99 / 100));
  }

  private static double median(List<Double> sorted) {
    return sorted.get(sorted.size() / 2);
  }

  /**
   * The response that showed a sticky event.
   *
   * @param at {@link System#nanoTime} of it
   * @param answers how many there were until then, it included
   */
  private record Arrival(long at, String next, int answers) {
    static Arrival await(MatrixClient reader, String since, String room, String filter) {
      String from = since;
      for (int answers = 1; ; answers++) {
        SyncResponse response = reader.sync(from, Duration.ofSeconds(20), filter);
        from = response.nextBatch();
        boolean shown =
            filter == null
                ? response.timeline(room).stream()
                    .anyMatch(event -> event.path("type").asText().equals(TYPE))
                : !response.sticky(room).isEmpty();
        if (shown || !response.sticky(room).isEmpty()) {
          return new Arrival(System.nanoTime(), from, answers);
        }
      }
    }
  }
}
