package dev.burdock.tests.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.burdock.schemas.outcome.Outcome;
import dev.burdock.schemas.outcome.Result;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.tests.shared.EmbeddedSync;
import dev.burdock.tests.shared.Gateway;
import dev.burdock.tests.shared.Homeservers;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SynapseServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The way of an event between real homeservers: hs1 feeds Burdock and pushes nothing itself, hs2 is
 * a remote server.
 */
@DisplayName("Burdock beside a real homeserver")
public class SynapsePipelineIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String RTC_MEMBER = "org.matrix.msc4143.rtc.member";

  private static Gateway gateway;
  private static EmbeddedSync sync;
  private static SynapseServer hs1;
  private static SynapseServer hs2;
  private static MatrixClient alice;
  private static MatrixClient anna;
  private static MatrixClient bob;

  @BeforeAll
  static void start() {
    gateway = Gateway.shared();
    hs1 = gateway.homeserver();
    hs2 = Homeservers.remote();
    alice = Homeservers.userOf(hs1);
    anna = Homeservers.userOf(hs1);
    bob = Homeservers.userOf(hs2);
    sync = gateway.embeddedSync(alice, anna);
  }

  @AfterAll
  static void stop() {
    if (sync != null) {
      sync.close();
    }
  }

  @Test
  @DisplayName(
      "R10 R21 shows a sticky event to a client of its own and to a user of a remote server")
  void oneEvent() {
    // given
    String room = alice.createPublicRoom("12");
    anna.join(room);
    bob.join(room, hs1.name());
    StickyPoll annas = new StickyPoll(anna.through(sync.url()), room, null);
    annas.next();

    // when
    String sticky = alice.sendSticky(room, RTC_MEMBER, Map.of("application", "m.call"), HOUR);

    // then
    await().atMost(SOON).until(() -> annas.nextIds().contains(sticky));
    await().atMost(SOON).until(() -> bob.event(room, sticky).isPresent());
    StickyPoll bobs = new StickyPoll(bob, room, null);
    await().atMost(SOON).until(() -> bobs.nextIds().contains(sticky));
    assertThat(annas.nextIds()).containsOnlyOnce(sticky);
    assertThat(outcomesOf(List.of(sticky)))
        .extracting(Outcome::getDestination, Outcome::getResult, Outcome::getError)
        .containsExactly(tuple(hs2.name(), Result.DELIVERED, null));
  }

  @Test
  @DisplayName(
      "R11 R21 shows each of sixty sticky events once, here in order and there all of them")
  void manyEvents() {
    // given
    String room = alice.createPublicRoom("11");
    anna.join(room);
    bob.join(room, hs1.name());
    StickyPoll annas = new StickyPoll(anna.through(sync.url()), room, null);
    List<String> sent = new ArrayList<>();

    // when
    for (int event = 0; event < 60; event++) {
      sent.add(alice.sendSticky(room, RTC_MEMBER, Map.of("number", event), HOUR));
    }

    // then
    await().atMost(SOON).until(() -> annas.nextIds().size() >= sent.size());
    assertThat(annas.nextIds()).containsExactlyElementsOf(sent);
    assertThat(outcomesOf(sent)).extracting(Outcome::getResult).containsOnly(Result.DELIVERED);
    for (String eventId : sent) {
      await().atMost(SOON).until(() -> bob.event(room, eventId).isPresent());
    }
  }

  @Test
  @DisplayName("R24 shows a remote server's sticky event to its own client and pushes it nowhere")
  void remoteEvent() {
    // given
    String room = alice.createPublicRoom("12");
    bob.join(room, hs1.name());
    StickyPoll alices = new StickyPoll(alice.through(sync.url()), room, null);

    // when
    String bobs = bob.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);

    // then
    await().atMost(SOON).until(() -> alices.nextIds().contains(bobs));
    String marker = alice.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
    assertThat(outcomesOf(List.of(marker))).hasSize(1);
    assertThat(outcomes()).extracting(Outcome::getEventId).doesNotContain(bobs);
  }

  @Test
  @DisplayName("R04 R17 counts the time left down and forgets what was redacted")
  void redaction() {
    // given
    String room = alice.createPublicRoom("12");
    String redacted = alice.sendSticky(room, RTC_MEMBER, Map.of(), HOUR);
    String kept = alice.sendSticky(room, RTC_MEMBER, Map.of(), Duration.ofMinutes(5));
    MatrixClient here = alice.through(sync.url());
    await()
        .atMost(SOON)
        .until(
            () -> new StickyPoll(here, room, null).nextIds().containsAll(List.of(redacted, kept)));

    // when
    alice.redact(room, redacted);

    // then
    await()
        .atMost(SOON)
        .until(() -> new StickyPoll(here, room, null).nextIds().equals(List.of(kept)));
    JsonNode shown = new StickyPoll(here, room, null).next().get(0);
    assertThat(shown.path("unsigned").path("msc4354_sticky_duration_ttl_ms").asLong())
        .isBetween(1L, 299_999L);
  }

  /** Waits for an outcome of each event; returns those. */
  private static List<Outcome> outcomesOf(List<String> eventIds) {
    try (TopicTail<Outcome> tail = TopicTail.of(gateway.kafka(), Topic.OUTCOMES, Outcome.class)) {
      await()
          .atMost(SOON)
          .until(
              () ->
                  tail.records().stream().map(Outcome::getEventId).toList().containsAll(eventIds));
      return tail.records().stream()
          .filter(outcome -> eventIds.contains(outcome.getEventId()))
          .toList();
    }
  }

  private static List<Outcome> outcomes() {
    try (TopicTail<Outcome> tail = TopicTail.of(gateway.kafka(), Topic.OUTCOMES, Outcome.class)) {
      return tail.all();
    }
  }
}
