package dev.burdock.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.event.StickyEvent;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.tests.shared.EmbeddedSync;
import dev.burdock.tests.shared.Gateway;
import dev.burdock.tests.shared.Homeservers;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SynapseServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A ban and a sticky event that cross: hs1 pushes nothing, so hs2 never learns of the ban and goes
 * on sending, and hs1 soft-fails what comes.
 */
@DisplayName("A sticky event that was soft-failed")
public class SoftFailureIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String RTC_MEMBER = "org.matrix.msc4143.rtc.member";

  private Gateway gateway;
  private EmbeddedSync sync;
  private SynapseServer hs1;
  private MatrixClient alice;
  private MatrixClient bob;

  @BeforeEach
  void start() {
    gateway = Gateway.shared();
    hs1 = gateway.homeserver();
    alice = Homeservers.userOf(hs1);
    bob = Homeservers.userOf(Homeservers.remote());
    sync = gateway.embeddedSync(alice);
  }

  @AfterEach
  void stop() {
    if (sync != null) {
      sync.close();
    }
  }

  @Test
  @DisplayName("R07 R08 is hidden, and shown to every client once its sender is back in the room")
  void senderComesBack() {
    // given
    String room = alice.createPublicRoom("11");
    bob.join(room, hs1.name());
    String first = bob.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
    StickyPoll alices = new StickyPoll(alice.through(sync.url()), room, null);
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
    assertThat(new StickyPoll(alice.through(sync.url()), room, null).nextIds())
        .containsExactlyInAnyOrder(first, marker, underWay);
  }

  private boolean softFailed(String eventId) {
    try (TopicTail<RoomEvent> tail =
        TopicTail.of(gateway.kafka(), Topic.ROOM_EVENTS, RoomEvent.class)) {
      return tail.all().stream()
          .anyMatch(
              event ->
                  event.getBody() instanceof StickyEvent sticky
                      && sticky.getEventId().equals(eventId)
                      && sticky.getSoftFailed());
    }
  }
}
