package dev.burdock.fanout.sync.gateway;

import static dev.burdock.fanout.sync.http.FakeTopology.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.sync.Samples;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R20 A server that was away and is caught up with")
class BurstsGatewayTest extends GatewayFixture {
  private static final String SLIDING =
      "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?pos=1";
  private static final long LATE_TS = Samples.NOW - 10_000;
  private static final Duration WELL_OVER_THE_BOUND = Duration.ofSeconds(3);

  private final AtomicInteger syncs = new AtomicInteger();

  @Test
  @DisplayName("shows a burst whole that the homeserver tells piece by piece, in a timeline")
  void timeline() {
    growing(time -> Math.min(51, 1 + 50 * (time - 1)), events -> classic("timeline", events));

    assertThat(told(sync("timeout=30000&since=s1"), "timeline")).isEqualTo(51);
  }

  @Test
  @DisplayName("the same in a section")
  void section() {
    growing(time -> Math.min(51, 30 * time), events -> classic("msc4354_sticky", events));

    assertThat(told(sync("timeout=30000&since=s1"), "msc4354_sticky")).isEqualTo(51);
  }

  @Test
  @DisplayName("the same in sliding sync")
  void sliding() {
    growing(
        time -> Math.min(51, 30 * time),
        events -> "{\"pos\":\"2\",\"rooms\":{\"" + ROOM + "\":{\"timeline\":[" + events + "]}}}");

    JsonObject body =
        json(
            send(
                request(SLIDING + "&timeout=30000")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"lists\":{\"a\":{\"ranges\":[[0,1]]}},\"extensions\":{"
                                + "\"org.matrix.msc4354.sticky_events\":{\"enabled\":true}}}"))
                    .build()));

    assertThat(body.getJsonObject("rooms").getJsonObject(ROOM).getJsonArray("timeline").size())
        .isEqualTo(51);
  }

  @Test
  @DisplayName(
      "delays nobody by more than the bound when it never ends, by three questions at most")
  void neverEnds() {
    growing(time -> time, events -> classic("timeline", events));
    long began = System.nanoTime();

    JsonObject body = sync("timeout=30000&since=s1");

    assertThat(told(body, "timeline")).isGreaterThan(1);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(WELL_OVER_THE_BOUND);
    assertThat(syncs.get()).isLessThanOrEqualTo(4);
  }

  @Test
  @DisplayName("is shown as far as it was told when the homeserver answers no more")
  void hung() {
    Handler<HttpServerRequest> once =
        request -> request.response().end(classic("timeline", events(1, LATE_TS)));
    homeserver.rest =
        request -> {
          if (syncs.incrementAndGet() == 1) {
            once.handle(request);
          }
        };

    assertThat(told(sync("timeout=30000&since=s1"), "timeline")).isEqualTo(1);
  }

  @Test
  @DisplayName("R31 an error of the homeserver takes nothing of what it told")
  void error() {
    homeserver.rest =
        request -> {
          if (syncs.incrementAndGet() == 1) {
            request.response().end(classic("timeline", events(1, LATE_TS)));
          } else {
            request.response().setStatusCode(500).end("{}");
          }
        };

    assertThat(told(sync("timeout=30000&since=s1"), "timeline")).isEqualTo(1);
  }

  @Test
  @DisplayName("a live event of another server waits for nothing")
  void live() {
    homeserver.rest =
        request -> {
          syncs.incrementAndGet();
          request.response().end(classic("timeline", events(1, Samples.NOW - 100)));
        };

    sync("timeout=30000&since=s1");

    assertThat(syncs).hasValue(1);
  }

  @Test
  @DisplayName("nor does a first sync, which tells what is old already")
  void first() {
    growing(time -> time, events -> classic("timeline", events));

    sync("");

    assertThat(syncs).hasValue(1);
  }

  /** The homeserver tells so many events when it is asked for the n-th time. */
  private void growing(IntUnaryOperator told, UnaryOperator<String> answer) {
    homeserver.rest =
        request ->
            request
                .response()
                .end(answer.apply(events(told.applyAsInt(syncs.incrementAndGet()), LATE_TS)));
  }

  private static String classic(String list, String events) {
    return "{\"next_batch\":\"s2\",\"rooms\":{\"join\":{\""
        + ROOM
        + "\":{\""
        + list
        + "\":{\"events\":["
        + events
        + "]}}}}}";
  }

  private static String events(int count, long madeTs) {
    return IntStream.range(0, count)
        .mapToObj(
            number ->
                "{\"event_id\":\"$e"
                    + number
                    + "\",\"type\":\"m.test\",\"sender\":\"@carol:elsewhere.org\","
                    + "\"origin_server_ts\":"
                    + madeTs
                    + ",\"content\":{},\"msc4354_sticky\":{\"duration_ms\":600000}}")
        .collect(Collectors.joining(","));
  }

  private static int told(JsonObject body, String list) {
    return body.getJsonObject("rooms")
        .getJsonObject("join")
        .getJsonObject(ROOM)
        .getJsonObject(list)
        .getJsonArray("events")
        .size();
  }
}
