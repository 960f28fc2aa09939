package dev.burdock.tests.gateway;

import static dev.burdock.tests.gateway.Raw.HOUR;
import static dev.burdock.tests.gateway.Raw.NO_STICKY_TIMELINE;
import static dev.burdock.tests.gateway.Raw.TYPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.burdock.tests.shared.EmbeddedSync;
import dev.burdock.tests.shared.Gateway;
import dev.burdock.tests.shared.Homeservers;
import dev.burdock.tests.shared.StickyRoom;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SyncResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The sticky sections of the gateway before a real homeserver, response by response. */
@DisplayName("The sticky sections of the gateway")
public class GatewaySectionsIT {
  private static final Duration SOON = Duration.ofSeconds(90);

  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = Gateway.shared();
  }

  @Test
  @DisplayName("R11 R13 chains tokens over 250 sticky events without a gap or a duplicate")
  void pages() {
    // given
    StickyRoom busy = StickyRoom.shared();
    String room = busy.id();
    List<String> sent = busy.sent();
    MatrixClient alice = busy.member();
    await().atMost(SOON).until(() -> Raw.allSticky(alice, room).size() == sent.size());

    // when
    List<SyncResponse> pages = new ArrayList<>();
    pages.add(alice.sync(null, Duration.ZERO, NO_STICKY_TIMELINE));
    while (!last(pages).sticky(room).isEmpty()) {
      pages.add(alice.sync(last(pages).nextBatch(), Duration.ZERO, NO_STICKY_TIMELINE));
    }

    // then
    assertThat(pages)
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(page -> assertThat(page.sticky(room)).hasSizeLessThanOrEqualTo(100));
    assertThat(pages.stream().flatMap(page -> Raw.ids(page.sticky(room)).stream()))
        .containsExactlyElementsOf(sent);
    SyncResponse again = alice.sync(pages.get(0).nextBatch(), Duration.ZERO, NO_STICKY_TIMELINE);
    assertThat(Raw.ids(again.sticky(room))).isEqualTo(Raw.ids(pages.get(1).sticky(room)));
  }

  @Test
  @DisplayName("R12 leaves out what its timeline shows and puts in what a filter took from it")
  void noEventTwice() {
    // given
    MatrixClient alice = gateway.user();
    String room = alice.createPublicRoom("12");
    String since = alice.sync().nextBatch();
    String sticky = alice.sendSticky(room, TYPE, Map.of(), HOUR);
    await().atMost(SOON).until(() -> Raw.allSticky(alice, room).contains(sticky));

    // when
    SyncResponse whole = alice.sync(since, Duration.ZERO);
    SyncResponse filtered = alice.sync(since, Duration.ZERO, NO_STICKY_TIMELINE);

    // then
    assertThat(Raw.ids(whole.timeline(room))).containsExactly(sticky);
    assertThat(whole.sticky(room)).isEmpty();
    assertThat(filtered.timeline(room)).isEmpty();
    assertThat(Raw.ids(filtered.sticky(room))).containsExactly(sticky);
    assertThat(alice.sync(whole.nextBatch(), Duration.ZERO).sticky(room)).isEmpty();
  }

  @Test
  @DisplayName("R10 R17 wakes a long-poll when a sticky event comes, with the time left")
  void longPollWakes() throws Exception {
    // given
    MatrixClient alice = gateway.user();
    MatrixClient bob = gateway.user();
    String room = alice.createPublicRoom("12");
    bob.join(room);
    String since = bob.sync(null, Duration.ZERO, NO_STICKY_TIMELINE).nextBatch();
    String settled = bob.sync(since, Duration.ofSeconds(1), NO_STICKY_TIMELINE).nextBatch();
    CompletableFuture<SyncResponse> waiting =
        CompletableFuture.supplyAsync(() -> untilSticky(bob, settled, room));

    // when
    String sticky = alice.sendSticky(room, TYPE, Map.of(), Duration.ofMinutes(10));

    // then
    SyncResponse woken = waiting.get(90, TimeUnit.SECONDS);
    assertThat(Raw.ids(woken.sticky(room))).containsExactly(sticky);
    JsonNode left =
        woken.sticky(room).get(0).path("unsigned").path("msc4354_sticky_duration_ttl_ms");
    assertThat(left.asLong()).isBetween(1L, Duration.ofMinutes(10).toMillis());
  }

  @Test
  @DisplayName("R11 loses nothing for a client that gives up its long-poll and asks again")
  void abortAndResend() {
    // given
    MatrixClient alice = gateway.user();
    String room = alice.createPublicRoom("12");
    String since = alice.sync(null, Duration.ZERO, NO_STICKY_TIMELINE).nextBatch();
    for (int attempt = 0; attempt < 5; attempt++) {
      alice.abandonSync(since, Duration.ofMillis(200), NO_STICKY_TIMELINE);
    }

    // when
    String sticky = alice.sendSticky(room, TYPE, Map.of(), HOUR);

    // then
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        Raw.ids(
                            alice
                                .sync(since, Duration.ofSeconds(5), NO_STICKY_TIMELINE)
                                .sticky(room)))
                    .containsExactly(sticky));
  }

  @Test
  @DisplayName("R04 shows a redacted sticky event to nobody, wherever the token stands")
  void redacted() {
    // given
    MatrixClient alice = gateway.user();
    String room = alice.createPublicRoom("12");
    String since = alice.sync(null, Duration.ZERO, NO_STICKY_TIMELINE).nextBatch();
    List<String> sent = Raw.sendSticky(alice, room, 3);
    await().atMost(SOON).until(() -> Raw.allSticky(alice, room).equals(sent));

    // when
    alice.redact(room, sent.get(1));

    // then
    List<String> left = List.of(sent.get(0), sent.get(2));
    await().atMost(SOON).until(() -> Raw.allSticky(alice, room).equals(left));
    assertThat(Raw.ids(alice.sync(since, Duration.ZERO, NO_STICKY_TIMELINE).sticky(room)))
        .isEqualTo(left);
  }

  @Test
  @DisplayName("R15 shows nothing to users who are invited, have left, were kicked or banned")
  void notJoined() {
    // given
    MatrixClient alice = gateway.user();
    MatrixClient invited = gateway.user();
    MatrixClient left = gateway.user();
    MatrixClient kicked = gateway.user();
    MatrixClient banned = gateway.user();
    String room = alice.createPublicRoom("12");
    for (MatrixClient user : List.of(left, kicked, banned)) {
      user.join(room);
    }
    String since = left.sync(null, Duration.ZERO, NO_STICKY_TIMELINE).nextBatch();

    // when
    left.leave(room);
    alice.invite(room, invited.userId());
    alice.kick(room, kicked.userId());
    alice.ban(room, banned.userId());
    String sticky = alice.sendSticky(room, TYPE, Map.of(), HOUR);
    await().atMost(SOON).until(() -> Raw.allSticky(alice, room).contains(sticky));

    // then
    for (MatrixClient user : List.of(invited, left, kicked, banned)) {
      JsonNode body = user.sync(null, Duration.ZERO, NO_STICKY_TIMELINE).body();
      assertThat(body.toString()).doesNotContain(sticky);
    }
    assertThat(left.sync(since, Duration.ZERO, NO_STICKY_TIMELINE).body().toString())
        .doesNotContain(sticky);
  }

  @Test
  @DisplayName("R18 pages through the extension of sliding sync, without what timelines show")
  void slidingSync() {
    // given
    MatrixClient alice = gateway.user();
    String room = alice.createPublicRoom("12");
    List<String> sent = Raw.sendSticky(alice, room, 4);
    await().atMost(SOON).until(() -> Raw.allSticky(alice, room).equals(sent));

    // when
    Raw.Sliding first = Raw.slidingSync(alice, null, null, 2, 1);
    Raw.Sliding second = Raw.slidingSync(alice, first.pos(), first.nextBatch(), 2, 1);
    Raw.Sliding again = Raw.slidingSync(alice, null, null, 100, 1);

    // then
    assertThat(first.timeline(room)).containsExactly(sent.get(3));
    assertThat(first.sticky(room)).containsExactly(sent.get(0), sent.get(1));
    assertThat(second.sticky(room)).contains(sent.get(2)).doesNotContain(sent.get(0), sent.get(1));
    assertThat(again.sticky(room)).containsExactly(sent.get(0), sent.get(1), sent.get(2));
  }

  @Test
  @DisplayName("R32 tells what the homeserver fills in from others, and our own feed has it then")
  void backfilled() {
    // given
    MatrixClient rita = Homeservers.userOf(Homeservers.remote());
    MatrixClient alice = gateway.user();
    String room = rita.createPublicRoom("12");
    String sticky = rita.sendSticky(room, TYPE, Map.of(), HOUR);
    for (int message = 0; message < 30; message++) {
      rita.sendText(room, "message " + message);
    }
    alice.join(room, Homeservers.remote().name());

    // when
    String back = "/_matrix/client/v3/rooms/" + room + "/messages?dir=b&limit=100";
    await()
        .atMost(SOON)
        .until(() -> alice.raw("GET", back, null).body().toString().contains(sticky));

    // then
    await().atMost(SOON).until(() -> Raw.allSticky(alice, room).contains(sticky));
    try (EmbeddedSync ours = gateway.embeddedSync(alice)) {
      MatrixClient there = alice.through(ours.url());
      await().atMost(SOON).until(() -> Raw.allSticky(there, room).contains(sticky));
    }
  }

  /** Long-polls over chained tokens; the homeserver's own news may wake it before Burdock's. */
  private static SyncResponse untilSticky(MatrixClient user, String since, String room) {
    SyncResponse response = user.sync(since, Duration.ofSeconds(50), NO_STICKY_TIMELINE);
    while (response.sticky(room).isEmpty()) {
      response = user.sync(response.nextBatch(), Duration.ofSeconds(50), NO_STICKY_TIMELINE);
    }
    return response;
  }

  private static SyncResponse last(List<SyncResponse> pages) {
    return pages.get(pages.size() - 1);
  }
}
