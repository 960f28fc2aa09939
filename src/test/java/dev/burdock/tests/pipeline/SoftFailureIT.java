package dev.burdock.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SynapseOptions;
import dev.burdock.tests.synapse.SynapseServer;
import dev.burdock.tests.synapse.TestCa;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A ban and a sticky event that cross: hs1 pushes nothing, so hs2 never learns of the ban and goes
 * on sending, and hs1 soft-fails what comes.
 */
@DisplayName("A sticky event that was soft-failed")
class SoftFailureIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String RTC_MEMBER = "org.matrix.msc4143.rtc.member";

  @TempDir Path folder;
  private SynapseServer hs1;
  private SynapseServer hs2;
  private BurdockServer burdock;
  private MatrixClient alice;
  private MatrixClient bob;

  @BeforeEach
  void start() {
    TestCa ca = TestCa.in(folder.resolve("tls"));
    int feed = BurdockServer.freePort();
    hs1 =
        SynapseServer.launch(
            SynapseOptions.on("127.2.4.1").withoutSending().feeding(BurdockServer.feed(feed)),
            folder.resolve("hs1"),
            ca);
    hs2 = SynapseServer.launch(SynapseOptions.on("127.2.4.2"), folder.resolve("hs2"), ca);
    alice = hs1.awaitUp().register("alice");
    bob = hs2.awaitUp().register("bob");
    burdock = BurdockServer.beside(hs1, feed, ca).user(alice).start(folder.resolve("burdock"));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable part : new AutoCloseable[] {burdock, hs1, hs2}) {
      if (part != null) {
        part.close();
      }
    }
  }

  @Test
  @DisplayName("R07 R08 is hidden, and shown to every client once its sender is back in the room")
  void senderComesBack() {
    // given
    String room = alice.createPublicRoom("11");
    bob.join(room, hs1.name());
    String first = bob.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
    StickyPoll alices = new StickyPoll(alice.through(burdock.clientUrl()), room, null);
    await().atMost(SOON).until(() -> alices.nextIds().contains(first));
    alice.ban(room, bob.userId());
    String underWay = bob.sendSticky(room, RTC_MEMBER, Map.of("under", "way"), HOUR);
    await().atMost(SOON).until(() -> softFailed(underWay));
    String marker = alice.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
    await().atMost(SOON).until(() -> alices.nextIds().contains(marker));
    assertThat(alices.nextIds()).doesNotContain(underWay);

    // when
    alice.unban(room, bob.userId());
    bob.leave(room);
    bob.join(room, hs1.name());

    // then
    await().atMost(SOON).until(() -> alices.nextIds().contains(underWay));
    assertThat(alices.nextIds()).containsExactly(first, marker, underWay);
    assertThat(new StickyPoll(alice.through(burdock.clientUrl()), room, null).nextIds())
        .containsExactlyInAnyOrder(first, marker, underWay);
  }

  private boolean softFailed(String eventId) {
    try (TopicTail<RoomEvent> tail =
        TopicTail.of(burdock.kafka(), Topic.ROOM_EVENTS, RoomEvent.class)) {
      return tail.all().stream()
          .anyMatch(
              event ->
                  event.getBody() instanceof StickyEvent sticky
                      && sticky.getEventId().equals(eventId)
                      && sticky.getSoftFailed());
    }
  }
}
