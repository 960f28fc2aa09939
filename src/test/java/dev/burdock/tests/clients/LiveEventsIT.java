package dev.burdock.tests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.tests.shared.Gateway;
import dev.burdock.tests.synapse.MatrixClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

/**
 * Live sticky events before real clients with end-to-end encryption, at the bare homeserver and
 * through the gateway, side by side. At night (profile {@code nightly}) it is 1,000 of them with
 * every core burning; {@code -Dburdock.live-events=N} sends as many.
 */
@DisplayName("Live events before real clients that encrypt")
public class LiveEventsIT {
  private static final boolean NIGHTLY = Boolean.getBoolean("burdock.nightly");
  private static final int EVENTS = Integer.getInteger("burdock.live-events", NIGHTLY ? 1_000 : 20);
  private static final Duration SOON = NIGHTLY ? Duration.ofMinutes(30) : Duration.ofSeconds(90);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration STEP = NIGHTLY ? Duration.ofSeconds(2) : Duration.ofMillis(100);
  private static final String TYPE = "org.matrix.msc4143.rtc.member";

  @TempDir static Path folder;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = Gateway.shared();
  }

  @EachWayToSync
  @DisplayName("R04 R11 R30 R31 each is told once, with no upload of keys more than without us")
  void toldOnce(SdkOptions options) {
    // given
    MatrixClient alice = gateway.user();
    String room = alice.createPublicRoom("12");
    try (JsClient bare = client(room, gateway.bare(), options);
        JsClient through = client(room, gateway.url(), options)) {
      List<String> sent = new ArrayList<>();
      sent.add(alice.sendSticky(room, TYPE, Map.of(), HOUR));
      for (JsClient client : List.of(bare, through)) {
        await().atMost(SOON).untilAsserted(() -> assertThat(told(client, room)).containsAll(sent));
      }
      int bareBefore = bare.keyUploads();
      int before = through.keyUploads() - bare.keyUploads();

      // when
      Burning cores = NIGHTLY ? Burning.allCores() : Burning.none();
      try {
        for (int event = 0; event < EVENTS; event++) {
          Map<String, String> key =
              event % 2 == 0 ? Map.of() : Map.of("msc4354_sticky_key", "key" + event);
          sent.add(alice.sendSticky(room, TYPE, key, HOUR));
        }
        for (JsClient client : List.of(bare, through)) {
          awaiting().untilAsserted(() -> assertThat(told(client, room)).containsAll(sent));
        }
        sent.forEach(event -> alice.redact(room, event));
        awaiting().untilAsserted(() -> assertThat(through.stickyNow(room)).isEmpty());
      } finally {
        cores.close();
      }

      // then
      print("bare", options, bare, room, sent, bareBefore);
      print("gateway", options, through, room, sent, bareBefore + before);
      assertThat(told(through, room))
          .filteredOn(new HashSet<>(sent)::contains)
          .doesNotHaveDuplicates();
      assertThat(through.keyUploads() - bare.keyUploads()).isLessThanOrEqualTo(before);
    }
  }

  private static ConditionFactory awaiting() {
    return await().atMost(SOON).pollInterval(STEP);
  }

  /** What a client was told of the events, and how often it uploaded keys meanwhile. */
  private static void print(
      String at, SdkOptions options, JsClient client, String room, List<String> sent, int uploads) {
    List<String> told = told(client, room).stream().filter(new HashSet<>(sent)::contains).toList();
    int once = new HashSet<>(told).size();
    System.out.printf(
        "live events at=%s sliding=%s sent=%d twice=%d missing=%d ghosts=%d uploads=%d%n",
        at,
        options.sliding(),
        sent.size(),
        told.size() - once,
        sent.size() - once,
        client.stickyNow(room).size(),
        client.keyUploads() - uploads);
  }

  /** Ids of the events of a room's timelines and sections, in the order of the answers. */
  private static List<String> told(JsClient client, String room) {
    return client.responses().stream()
        .flatMap(
            answer -> Stream.concat(answer.timeline(room).stream(), answer.sticky(room).stream()))
        .toList();
  }

  /** A new user's, joined to the room and at rest. */
  private static JsClient client(String room, URI base, SdkOptions options) {
    MatrixClient user = gateway.user();
    user.join(room);
    JsClient client = JsClient.start(user, base, options.encrypting(), folder.resolve("sdk.log"));
    client.awaitRoom(room);
    await().atMost(SOON).until(() -> client.keyUploads() > 0);
    return client;
  }
}
