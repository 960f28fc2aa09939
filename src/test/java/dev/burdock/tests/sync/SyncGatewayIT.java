package dev.burdock.tests.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.tests.clients.EachWayToSync;
import dev.burdock.tests.clients.JsClient;
import dev.burdock.tests.clients.SdkOptions;
import dev.burdock.tests.shared.Gateway;
import dev.burdock.tests.shared.Homeservers;
import dev.burdock.tests.shared.StickyRoom;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.MatrixResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The gateway between a real homeserver and real clients. */
@DisplayName("Real clients before the gateway")
public class SyncGatewayIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String RTC_MEMBER = "org.matrix.msc4143.rtc.member";

  @TempDir static Path folder;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = Gateway.shared();
  }

  @EachWayToSync
  @DisplayName("R10 R19 hold a sticky event that lies behind thirty messages")
  void behindTheTimeline(SdkOptions options) {
    MatrixClient alice = user();
    MatrixClient bob = user();
    String room = alice.createPublicRoom("12");
    bob.join(room);
    try (JsClient sender = client(alice, options)) {
      sender.awaitRoom(room);
      String sticky = sender.sendSticky(room, RTC_MEMBER, Map.of("application", "m.call"), HOUR);
      sender.sendTexts(room, 30);

      try (JsClient receiver = client(bob, options)) {
        receiver.awaitRoom(room);
        await()
            .atMost(SOON)
            .ignoreExceptions()
            .untilAsserted(() -> assertThat(receiver.stickyNow(room)).containsExactly(sticky));
        assertThat(receiver.timeline(room)).doesNotContain(sticky);
      }
    }
  }

  @EachWayToSync
  @DisplayName("R04 R11 are woken by an event, and forget it when it expires or is redacted")
  void wakingExpiryAndRedaction(SdkOptions options) {
    MatrixClient alice = user();
    MatrixClient bob = user();
    String room = alice.createPublicRoom("12");
    bob.join(room);
    try (JsClient receiver = client(bob, options)) {
      receiver.awaitRoom(room);

      String expiring = receiver.sendStickyUntilSeen(room, RTC_MEMBER);
      String redacted = alice.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(receiver.stickyAdded(room)).contains(redacted));
      alice.redact(room, redacted);

      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(receiver.stickyRemoved(room)).contains(expiring, redacted));
      assertThat(receiver.stickyNow(room)).isEmpty();
    }
  }

  @EachWayToSync
  @DisplayName("R14 a user who joins later gets what is sticky since before")
  void joiningLater(SdkOptions options) {
    MatrixClient alice = user();
    MatrixClient bob = user();
    String room = alice.createPublicRoom("12");
    String lobby = alice.createPublicRoom("12");
    bob.join(lobby);
    String sticky = alice.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
    for (int text = 0; text < 12; text++) {
      alice.sendText(room, "text " + text);
    }
    try (JsClient receiver = client(bob, options)) {
      receiver.awaitRoom(lobby);

      receiver.join(room);

      await()
          .atMost(SOON)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(receiver.stickyNow(room)).containsExactly(sticky));
    }
  }

  @Test
  @DisplayName("R13 page 250 sticky events without a gap or a repetition over chained tokens")
  void manyEvents() {
    StickyRoom busy = StickyRoom.shared();
    MatrixClient bob = busy.member();
    await().atMost(SOON).until(() -> delivered(bob, busy.id()).size() == busy.sent().size());

    assertThat(delivered(bob, busy.id())).containsExactlyElementsOf(busy.sent());
  }

  @EachWayToSync
  @DisplayName("R16 never see the events of an ignored sender")
  void ignoredSender(SdkOptions options) {
    MatrixClient alice = user();
    MatrixClient bob = user();
    MatrixClient carol = user();
    String room = alice.createPublicRoom("12");
    bob.join(room);
    carol.join(room);
    try (JsClient receiver = client(bob, options)) {
      receiver.awaitRoom(room);
      receiver.ignore(alice.userId());
      String ignored = alice.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
      String other = carol.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);

      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(receiver.stickyAdded(room)).contains(other));
      assertThat(receiver.stickyAdded(room)).doesNotContain(ignored);
    }
  }

  @Test
  @ResourceLock(EachWayToSync.HOMESERVER)
  @DisplayName("see no difference from the bare homeserver in what is not sticky")
  void nothingElseDiffers() {
    MatrixClient alice = user();
    String room = alice.createPublicRoom("12");
    alice.sendText(room, "first");
    alice.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
    for (int text = 0; text < 12; text++) {
      alice.sendText(room, "text " + text);
    }
    MatrixClient through = alice.through(gateway.url());
    String messages = "/_matrix/client/v3/rooms/" + room + "/messages?dir=b&limit=5&from=";
    List<String> paths =
        List.of(
            "/_matrix/client/v3/sync",
            "/_matrix/client/v3/sync?filter=%7B%22room%22%3A%7B%22timeline%22%3A%7B%22limit%22"
                + "%3A3%7D%7D%7D&full_state=true",
            "/_matrix/client/versions",
            "/_matrix/client/v3/account/whoami",
            "/_matrix/client/v3/rooms/" + room + "/state",
            "/_matrix/client/v3/rooms/!nowhere/state",
            "/_matrix/client/v3/sync?filter=nonsense",
            "/_matrix/client/v3/nothing");

    for (String path : paths) {
      assertSame(path, alice.raw("GET", path, null), through.raw("GET", path, null));
    }
    MatrixResponse bare = alice.raw("GET", messages + alice.sync().nextBatch(), null);
    assertThat(bare.body().get("chunk")).hasSize(5);
    assertSame(messages, bare, through.raw("GET", messages + through.sync().nextBatch(), null));
  }

  private static void assertSame(String path, MatrixResponse bare, MatrixResponse gateway) {
    assertThat(gateway.status()).as(path).isEqualTo(bare.status());
    assertThat(Unsticky.of(gateway.body())).as(path).isEqualTo(Unsticky.of(bare.body()));
  }

  /** What a fresh device is given in the room's section over a chain of tokens. */
  private static List<String> delivered(MatrixClient client, String room) {
    List<String> ids = new ArrayList<>();
    String since = null;
    int before;
    do {
      before = ids.size();
      var response = client.sync(since, Duration.ZERO);
      response.sticky(room).forEach(event -> ids.add(event.get("event_id").textValue()));
      since = response.nextBatch();
    } while (ids.size() > before);
    return ids;
  }

  private static MatrixClient user() {
    return Homeservers.userOf(gateway.homeserver());
  }

  private static JsClient client(MatrixClient user, SdkOptions options) {
    return JsClient.start(user, gateway.url(), options, folder.resolve("sdk.log"));
  }
}
