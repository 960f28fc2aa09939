package dev.burdock.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.schemas.outcome.Outcome;
import dev.burdock.schemas.outcome.Result;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SynapseOptions;
import dev.burdock.tests.synapse.SynapseServer;
import dev.burdock.tests.synapse.TestCa;
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
class ThreeServersIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String RTC_MEMBER = "org.matrix.msc4143.rtc.member";
  private static final int STICKY = 8;
  private static final int MESSAGES = 25;

  @TempDir Path folder;
  private SynapseServer hs1;
  private SynapseServer hs2;
  private SynapseServer hs3;
  private BurdockServer burdock;

  @BeforeEach
  void start() {
    TestCa ca = TestCa.in(folder.resolve("tls"));
    int feed = BurdockServer.freePort();
    hs1 =
        SynapseServer.launch(
            SynapseOptions.on("127.2.3.1").withoutSending().feeding(BurdockServer.feed(feed)),
            folder.resolve("hs1"),
            ca);
    hs2 = SynapseServer.launch(SynapseOptions.on("127.2.3.2"), folder.resolve("hs2"), ca);
    hs3 = SynapseServer.launch(SynapseOptions.on("127.2.3.3"), folder.resolve("hs3"), ca);
    hs1.awaitUp();
    hs2.awaitUp();
    hs3.awaitUp();
    burdock = BurdockServer.beside(hs1, feed, ca).start(folder.resolve("burdock"));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable part : new AutoCloseable[] {burdock, hs1, hs2, hs3}) {
      if (part != null) {
        part.close();
      }
    }
  }

  @Test
  @DisplayName("R22 gets every sticky event that lies behind 25 messages when it joins")
  void lateServer() {
    // given
    MatrixClient alice = hs1.register("alice");
    MatrixClient bob = hs2.register("bob");
    MatrixClient carol = hs3.register("carol");
    String room = alice.createPublicRoom("12");
    bob.join(room, hs1.name());
    List<String> sticky = new ArrayList<>();
    for (int event = 0; event < STICKY; event++) {
      sticky.add(alice.sendSticky(room, RTC_MEMBER, Map.of("number", event), HOUR));
    }
    for (int message = 0; message < MESSAGES; message++) {
      alice.sendText(room, "message " + message);
    }
    await().atMost(SOON).until(() -> delivered(hs2).containsAll(sticky));

    // when
    carol.join(room, hs1.name());

    // then
    StickyPoll carols = new StickyPoll(carol, room, null);
    await().atMost(SOON).until(() -> carols.nextIds().containsAll(sticky));
    await().atMost(SOON).until(() -> delivered(hs3).containsAll(sticky));
    assertThat(delivered(hs3)).containsExactlyElementsOf(sticky);
    assertThat(delivered(hs2)).containsExactlyElementsOf(sticky);
  }

  /** Ids of the events that a server took from Burdock, in the order of the outcomes. */
  private List<String> delivered(SynapseServer server) {
    try (TopicTail<Outcome> tail = TopicTail.of(burdock.kafka(), Topic.OUTCOMES, Outcome.class)) {
      return tail.all().stream()
          .filter(outcome -> outcome.getDestination().equals(server.name()))
          .filter(outcome -> outcome.getResult() == Result.DELIVERED)
          .map(Outcome::getEventId)
          .toList();
    }
  }
}
