package dev.burdock.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.schemas.outcome.Outcome;
import dev.burdock.schemas.outcome.Result;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.tests.shared.Gateway;
import dev.burdock.tests.shared.Homeservers;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SynapseOptions;
import dev.burdock.tests.synapse.SynapseServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A third server joins a room of two that holds old sticky events. The reference server alone
 * leaves it without them.
 */
@DisplayName("A server that joins late")
public class ThreeServersIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String RTC_MEMBER = "org.matrix.msc4143.rtc.member";
  private static final int STICKY = 8;
  private static final int MESSAGES = 25;

  @TempDir Path folder;
  private Gateway gateway;
  private SynapseServer hs1;
  private SynapseServer hs2;
  private SynapseServer hs3;

  @BeforeEach
  void start() {
    hs3 =
        SynapseServer.launch(
            SynapseOptions.on("127.2.3.3"), folder.resolve("hs3"), Homeservers.authority());
    gateway = Gateway.shared();
    hs1 = gateway.homeserver();
    hs2 = Homeservers.remote();
    hs3.awaitUp();
  }

  @AfterEach
  void stop() {
    if (hs3 != null) {
      hs3.close();
    }
  }

  @Test
  @DisplayName("R22 gets every sticky event that lies behind 25 messages when it joins")
  void lateServer() {
    // given
    MatrixClient alice = Homeservers.userOf(hs1);
    MatrixClient bob = Homeservers.userOf(hs2);
    MatrixClient carol = Homeservers.userOf(hs3);
    String room = alice.createPublicRoom("12");
    bob.join(room, hs1.name());
    List<String> sticky = new ArrayList<>();
    for (int event = 0; event < STICKY; event++) {
      sticky.add(alice.sendSticky(room, RTC_MEMBER, Map.of("number", event), HOUR));
    }
    for (int message = 0; message < MESSAGES; message++) {
      alice.sendText(room, "message " + message);
    }
    await().atMost(SOON).until(() -> delivered(hs2, room).containsAll(sticky));

    // when
    carol.join(room, hs1.name());

    // then
    StickyPoll carols = new StickyPoll(carol, room, null);
    await().atMost(SOON).until(() -> carols.nextIds().containsAll(sticky));
    await().atMost(SOON).until(() -> delivered(hs3, room).containsAll(sticky));
    assertThat(delivered(hs3, room)).containsExactlyElementsOf(sticky);
    assertThat(delivered(hs2, room)).containsExactlyElementsOf(sticky);
  }

  /** Ids of a room's events that a server took from Burdock, in the order of the outcomes. */
  private List<String> delivered(SynapseServer server, String room) {
    try (TopicTail<Outcome> tail = TopicTail.of(gateway.kafka(), Topic.OUTCOMES, Outcome.class)) {
      return tail.all().stream()
          .filter(outcome -> outcome.getDestination().equals(server.name()))
          .filter(outcome -> outcome.getRoomId().equals(room))
          .filter(outcome -> outcome.getResult() == Result.DELIVERED)
          .map(Outcome::getEventId)
          .toList();
    }
  }
}
