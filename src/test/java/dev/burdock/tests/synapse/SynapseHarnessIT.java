package dev.burdock.tests.synapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.burdock.tests.shared.Homeservers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the tests with a real homeserver rely on: hs1 feeds an application service and pushes
 * nothing, hs2 and hs3 are ordinary servers.
 */
@DisplayName("Real Synapse servers")
public class SynapseHarnessIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration A_WHILE = Duration.ofSeconds(3);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String RTC_MEMBER = "org.matrix.msc4143.rtc.member";

  @TempDir static Path folder;
  private static TransactionSink sink;
  private static SynapseServer hs1;
  private static SynapseServer hs2;
  private static SynapseServer hs3;
  private static MatrixClient alice;
  private static MatrixClient bob;
  private static MatrixClient carol;

  @BeforeAll
  static void startServers() {
    TestCa ca = Homeservers.authority();
    sink = TransactionSink.on("127.0.0.1");
    hs1 =
        SynapseServer.launch(
            SynapseOptions.on("127.2.1.1").withoutSending().feeding(sink.url()),
            folder.resolve("hs1"),
            ca);
    hs3 = SynapseServer.launch(SynapseOptions.on("127.2.1.3"), folder.resolve("hs3"), ca);
    alice = hs1.awaitUp().register("alice");
    hs2 = Homeservers.remote();
    bob = Homeservers.userOf(hs2);
    carol = hs3.awaitUp().register("carol");
  }

  @AfterAll
  static void stopServers() {
    for (SynapseServer server : new SynapseServer[] {hs1, hs3}) {
      if (server != null) {
        server.close();
      }
    }
    if (sink != null) {
      sink.close();
    }
  }

  @Test
  @DisplayName("push events to each other while their sending is on")
  void federateBothWays() {
    // given
    String room = bob.createPublicRoom("11");
    carol.join(room, hs2.name());

    // when
    String bobs = bob.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
    String carols = carol.sendText(room, "hello from hs3");

    // then
    awaitEvent(carol, room, bobs);
    awaitEvent(bob, room, carols);
  }

  @Test
  @DisplayName("with sending switched off push nothing, and still take what others push")
  void sendingSwitchedOff() {
    // given
    String room = alice.createPublicRoom("12");
    bob.join(room, hs1.name());

    // when
    String alices = alice.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
    String bobs = bob.sendText(room, "hello from hs2");

    // then
    awaitEvent(alice, room, bobs);
    await()
        .during(A_WHILE)
        .atMost(SOON)
        .untilAsserted(() -> assertThat(bob.event(room, alices)).isEmpty());
  }

  @Test
  @DisplayName("R01 tell the application service of sticky events, own and remote")
  void feedTheApplicationService() {
    // given
    String room = alice.createPublicRoom("12");
    bob.join(room, hs1.name());

    // when
    String alices = alice.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
    String bobs = bob.sendSticky(room, RTC_MEMBER, Map.of(), Duration.ofMinutes(5));

    // then
    for (String eventId : List.of(alices, bobs)) {
      await().atMost(SOON).until(() -> sink.event(eventId).isPresent());
    }
    assertThat(duration(sink.event(alices).orElseThrow())).isEqualTo(3_600_000);
    assertThat(duration(sink.event(bobs).orElseThrow())).isEqualTo(300_000);
  }

  @Test
  @DisplayName("R10 show a sticky event beside a timeline that does not reach back to it")
  void stickySection() {
    // given
    String room = bob.createPublicRoom("11");
    String since = bob.sync().nextBatch();
    String sticky = bob.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
    for (int message = 0; message < 5; message++) {
      bob.sendText(room, "message " + message);
    }

    // when
    SyncResponse response =
        bob.sync(since, Duration.ZERO, "{\"room\":{\"timeline\":{\"limit\":3}}}");

    // then
    assertThat(response.timeline(room)).hasSize(3);
    assertThat(response.sticky(room))
        .extracting(event -> event.get("event_id").textValue())
        .containsExactly(sticky);
  }

  @Test
  @DisplayName("keep their name and rooms over a restart")
  void restart() {
    // given
    String room = carol.createPublicRoom("11");
    String before = carol.sendText(room, "before");

    // when
    hs3.stop();
    hs3.start();
    hs3.awaitUp();

    // then
    assertThat(MatrixClient.login(hs3.clientUrl(), "carol").event(room, before)).isPresent();
  }

  private static void awaitEvent(MatrixClient who, String room, String eventId) {
    await().atMost(SOON).until(() -> who.event(room, eventId).isPresent());
  }

  private static long duration(JsonNode event) {
    return event.path("msc4354_sticky").path("duration_ms").asLong();
  }
}
