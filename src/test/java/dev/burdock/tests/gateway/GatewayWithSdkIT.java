package dev.burdock.tests.gateway;

import static dev.burdock.tests.gateway.Raw.HOUR;
import static dev.burdock.tests.gateway.Raw.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.tests.clients.EachWayToSync;
import dev.burdock.tests.clients.JsClient;
import dev.burdock.tests.clients.SdkOptions;
import dev.burdock.tests.shared.Gateway;
import dev.burdock.tests.shared.StickyRoom;
import dev.burdock.tests.synapse.MatrixClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real clients see through the gateway, over {@code /v3/sync} and sliding sync. */
@DisplayName("A real client behind the gateway")
public class GatewayWithSdkIT {
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = Gateway.shared();
  }

  @EachWayToSync
  @DisplayName("R10 R12 R18 holds a sticky event that lies behind 30 messages, shown once")
  void behindThirtyMessages(SdkOptions options) {
    // given
    MatrixClient alice = gateway.user();
    MatrixClient bob = gateway.user();
    String room = alice.createPublicRoom("12");
    bob.join(room);
    try (JsClient sender = start(alice, options)) {
      sender.awaitRoom(room);
      String sticky = sender.sendSticky(room, TYPE, Map.of("application", "m.call"), HOUR);
      sender.sendTexts(room, 30);
      await().atMost(SOON).until(() -> sender.stickyNow(room).contains(sticky));

      // when
      try (JsClient receiver = start(bob, options)) {

        // then
        await().atMost(SOON).until(() -> receiver.stickyAdded(room).contains(sticky));
        assertThat(receiver.stickyNow(room)).containsExactly(sticky);
        assertThat(receiver.stickyAdded(room)).containsExactly(sticky);
        assertThat(receiver.timeline(room)).doesNotContain(sticky);
      }
    }
  }

  @Test
  @DisplayName("R10 R11 finds a sticky event after its line was broken for 30 messages")
  void brokenLine() {
    // given
    MatrixClient alice = gateway.user();
    MatrixClient bob = gateway.user();
    String room = alice.createPublicRoom("12");
    bob.join(room);
    try (JsClient client = start(bob, SdkOptions.v3())) {
      client.awaitRoom(room);
      client.disconnect();
      String sticky = alice.sendSticky(room, TYPE, Map.of(), HOUR);
      for (int message = 0; message < 30; message++) {
        alice.sendText(room, "message " + message);
      }

      // when
      client.connect();

      // then
      await().atMost(SOON).until(() -> client.stickyAdded(room).contains(sticky));
      String later = alice.sendSticky(room, TYPE, Map.of(), HOUR);
      await().atMost(SOON).until(() -> client.stickyAdded(room).contains(later));
      assertThat(client.stickyAdded(room)).containsOnly(sticky, later);
    }
  }

  @EachWayToSync
  @DisplayName("R04 R17 forgets a sticky event that expires and one that is redacted")
  void expiryAndRedaction(SdkOptions options) {
    // given
    MatrixClient alice = gateway.user();
    String room = alice.createPublicRoom("12");
    try (JsClient client = start(alice, options)) {
      client.awaitRoom(room);

      // when
      String expiring = client.sendStickyUntilSeen(room, TYPE);
      String redacted = client.sendSticky(room, TYPE, Map.of(), HOUR);
      await().atMost(SOON).until(() -> client.stickyAdded(room).contains(redacted));
      client.redact(room, redacted);

      // then
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(client.stickyRemoved(room)).contains(expiring, redacted));
      assertThat(client.stickyNow(room)).isEmpty();
    }
    await().atMost(SOON).until(() -> Raw.allSticky(alice, room).isEmpty());
  }

  @EachWayToSync
  @DisplayName("R11 R13 gets 250 sticky events in pages, each in one section")
  void pages(SdkOptions options) {
    // given
    StickyRoom busy = StickyRoom.shared();
    String room = busy.id();
    List<String> sent = busy.sent();
    MatrixClient bob = busy.member();
    await().atMost(SOON).until(() -> Raw.allSticky(bob, room).size() == sent.size());

    // when
    try (JsClient client = start(bob, options)) {

      // then
      await().atMost(SOON).until(() -> client.stickyAdded(room).containsAll(sent));
      assertThat(client.responses().stream().flatMap(answer -> answer.sticky(room).stream()))
          .hasSizeGreaterThan(200)
          .doesNotHaveDuplicates();
      assertThat(client.responses())
          .allSatisfy(answer -> assertThat(answer.sticky(room)).hasSizeLessThanOrEqualTo(100));
    }
  }

  @EachWayToSync
  @DisplayName("R14 R15 gets all sticky events of a room that it joins, whatever their age")
  void joinsLater(SdkOptions options) {
    // given
    MatrixClient alice = gateway.user();
    MatrixClient bob = gateway.user();
    String room = alice.createPublicRoom("12");
    alice.setState(room, "m.room.history_visibility", "", Map.of("history_visibility", "joined"));
    List<String> sent = Raw.sendSticky(alice, room, 5);
    for (int message = 0; message < 30; message++) {
      alice.sendText(room, "message " + message);
    }
    String other = bob.createPublicRoom("12");
    try (JsClient client = start(bob, options)) {
      client.awaitRoom(other);

      // when
      client.join(room);

      // then
      await().atMost(SOON).until(() -> client.stickyAdded(room).containsAll(sent));
      assertThat(client.stickyNow(room)).containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  @EachWayToSync
  @DisplayName("R16 sees no sticky event of a sender whom it ignores")
  void ignoredSender(SdkOptions options) {
    // given
    MatrixClient alice = gateway.user();
    MatrixClient anna = gateway.user();
    MatrixClient bob = gateway.user();
    String room = alice.createPublicRoom("12");
    anna.join(room);
    bob.join(room);
    try (JsClient client = start(bob, options)) {
      client.awaitRoom(room);
      client.ignore(alice.userId());
      String annasFirst = anna.sendSticky(room, TYPE, Map.of(), HOUR);
      await().atMost(SOON).until(() -> client.stickyAdded(room).contains(annasFirst));

      // when
      alice.sendSticky(room, TYPE, Map.of(), HOUR);
      String annasSecond = anna.sendSticky(room, TYPE, Map.of(), HOUR);

      // then
      await().atMost(SOON).until(() -> client.stickyAdded(room).contains(annasSecond));
      assertThat(client.stickyAdded(room)).containsOnly(annasFirst, annasSecond);
      assertThat(Raw.allSticky(bob, room)).containsExactly(annasFirst, annasSecond);
    }
  }

  private static JsClient start(MatrixClient user, SdkOptions options) {
    return JsClient.start(user, gateway.url(), options, folder.resolve("sdk.log"));
  }
}
