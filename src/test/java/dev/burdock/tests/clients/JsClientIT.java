package dev.burdock.tests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.tests.shared.Homeservers;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SynapseServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tests with real clients rely on: the SDK and its driver, before a homeserver alone. */
@DisplayName("A real client before a bare homeserver")
public class JsClientIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String RTC_MEMBER = "org.matrix.msc4143.rtc.member";

  @TempDir static Path folder;
  private static SynapseServer homeserver;

  @BeforeAll
  static void startServer() {
    homeserver = Homeservers.remote();
  }

  @EachWayToSync
  @DisplayName("R10 holds a sticky event that lies behind its timeline")
  void behindTheTimeline(SdkOptions options) {
    // given
    MatrixClient alice = user();
    MatrixClient bob = user();
    String room = alice.createPublicRoom("11");
    bob.join(room);
    try (JsClient sender = start(alice, options)) {
      sender.awaitRoom(room);
      String sticky = sender.sendSticky(room, RTC_MEMBER, Map.of("application", "m.call"), HOUR);
      sender.sendTexts(room, 30);

      // when
      try (JsClient receiver = start(bob, options)) {

        // then
        await()
            .atMost(SOON)
            .untilAsserted(() -> assertThat(receiver.stickyAdded(room)).containsExactly(sticky));
        assertThat(receiver.stickyNow(room)).containsExactly(sticky);
        assertThat(receiver.responses().get(0).sticky(room)).containsExactly(sticky);
        assertThat(receiver.responses().get(0).timeline(room)).hasSize(10).doesNotContain(sticky);
      }
    }
  }

  @EachWayToSync
  @DisplayName("forgets a sticky event that expires and one that is redacted")
  void expiryAndRedaction(SdkOptions options) {
    // given
    MatrixClient alice = user();
    String room = alice.createPublicRoom("11");
    try (JsClient client = start(alice, options)) {
      client.awaitRoom(room);

      // when
      String expiring = client.sendStickyUntilSeen(room, RTC_MEMBER);
      String redacted = client.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
      await().atMost(SOON).until(() -> client.stickyAdded(room).contains(redacted));
      client.redact(room, redacted);

      // then
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(client.stickyRemoved(room)).contains(expiring, redacted));
      assertThat(client.stickyNow(room)).isEmpty();
    }
  }

  @Test
  @DisplayName("goes on where it stood after its line was broken")
  void brokenLine() {
    // given
    MatrixClient alice = user();
    MatrixClient bob = user();
    String room = alice.createPublicRoom("11");
    bob.join(room);
    try (JsClient client = start(bob, SdkOptions.v3())) {
      client.awaitRoom(room);
      client.disconnect();
      String sticky = alice.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);

      // when
      client.connect();

      // then
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(client.stickyAdded(room)).containsExactly(sticky));
    }
  }

  private static MatrixClient user() {
    return Homeservers.userOf(homeserver);
  }

  private static JsClient start(MatrixClient user, SdkOptions options) {
    return JsClient.start(user, homeserver.clientUrl(), options, folder.resolve("sdk.log"));
  }
}
