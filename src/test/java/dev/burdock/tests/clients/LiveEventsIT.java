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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

/**
 * Live sticky events before real clients with end-to-end encryption, at the bare homeserver and
 * through the gateway, side by side. {@code -Dburdock.live-events=1000} sends as many.
 */
@DisplayName("Live events before real clients that encrypt")
public class LiveEventsIT {
  private static final int EVENTS = Integer.getInteger("burdock.live-events", 20);
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration HOUR = Duration.ofHours(1);
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
      int before = through.keyUploads() - bare.keyUploads();

      // when
      for (int event = 0; event < EVENTS; event++) {
        Map<String, String> key =
            event % 2 == 0 ? Map.of() : Map.of("msc4354_sticky_key", "key" + event);
        sent.add(alice.sendSticky(room, TYPE, key, HOUR));
      }

      // then
      for (JsClient client : List.of(bare, through)) {
        await().atMost(SOON).untilAsserted(() -> assertThat(told(client, room)).containsAll(sent));
      }
      sent.forEach(event -> alice.redact(room, event));
      await().atMost(SOON).untilAsserted(() -> assertThat(through.stickyNow(room)).isEmpty());
      assertThat(told(through, room))
          .filteredOn(new HashSet<>(sent)::contains)
          .doesNotHaveDuplicates();
      assertThat(through.keyUploads() - bare.keyUploads()).isLessThanOrEqualTo(before);
    }
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
