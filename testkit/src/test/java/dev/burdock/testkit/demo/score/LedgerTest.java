package dev.burdock.testkit.demo.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.testkit.homeserver.FedEvent;
import dev.burdock.testkit.recording.Recording.Room;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The ledger of a demo")
class LedgerTest {
  private static final String ROOM = "!r:ours";
  private static final String ADA = "@ada:ours";
  private static final String UMA = "@uma:far";
  private static final long HOUR = 3_600_000;
  private static final long START = 1_000_000;

  private long now = START;
  private int ids;
  private final Ledger ledger =
      new Ledger(
          new Clock() {
            @Override
            public Instant instant() {
              return Instant.ofEpochMilli(now);
            }

            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
              return this;
            }
          });

  @BeforeEach
  void openRoom() {
    ledger.addClient(ADA);
    ledger.addServer("far");
    ledger.open(
        new Room(
            ROOM, RoomVersion.V11, "room", ADA, List.of(member(ADA, true), member(UMA, true))));
  }

  @Test
  @DisplayName("misses nothing when everybody got the event once")
  void clean() {
    FedEvent event = feed(sticky(ADA, HOUR));
    toClient(event, 40);
    toServer(event, 60);

    Score score = scoreAfter(60_000);

    assertThat(score.isClean()).isTrue();
    assertThat(score.clients().get(0).latenciesMs()).containsExactly(40L);
    assertThat(score.sticky()).isEqualTo(1);
  }

  @Test
  @DisplayName("awaits what has time, and counts it as lost when it has not come in time")
  void lost() {
    FedEvent event = feed(sticky(ADA, HOUR));
    toServer(event, 60);

    assertThat(scoreAfter(1_000).awaited()).isEqualTo(1);
    assertThat(scoreAfter(60_000).clients().get(0).fate().lost()).isEqualTo(1);
    assertThat(scoreAfter(60_000).isClean()).isFalse();
  }

  @Test
  @DisplayName("counts what came twice to one")
  void duplicated() {
    FedEvent event = feed(sticky(ADA, HOUR));
    toClient(event, 40);
    toClient(event, 50);
    toServer(event, 40);

    Score score = scoreAfter(60_000);

    assertThat(score.clients().get(0).fate().duplicated()).isEqualTo(1);
    assertThat(score.isClean()).isFalse();
  }

  @Test
  @DisplayName("counts what ended before anybody could be blamed as expired (R03)")
  void expired() {
    feed(sticky(ADA, 1_000));
    feed(sticky(ADA, 0));

    Score score = scoreAfter(60_000);

    assertThat(score.clients().get(0).fate().expired()).isEqualTo(1);
    assertThat(score.isClean()).isTrue();
  }

  @Test
  @DisplayName("counts what was delivered after its end (R03, R17)")
  void afterExpiry() {
    FedEvent event = feed(sticky(ADA, 1_000));
    toClient(event, 1_300);

    assertThat(scoreAfter(60_000).clients().get(0).afterExpiry()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "wants a soft-failed event when its sender is back, not if it was redacted (R04, R08)")
  void softFailed() {
    feed(member(UMA, false));
    FedEvent released = feed(sticky(UMA, HOUR));
    FedEvent redacted = feed(sticky(UMA, HOUR));
    feed(redaction(redacted));
    feed(member(UMA, true));

    assertThat(scoreAfter(60_000).clients().get(0).lostEvents())
        .containsExactly(ROOM + " " + released.id());
  }

  @Test
  @DisplayName(
      "wants no push of another server's event, and none to a server that is gone (R21, R24)")
  void pushesOwnEventsOnly() {
    feed(sticky(UMA, HOUR));
    feed(member(UMA, false));
    FedEvent unseen = feed(sticky(ADA, HOUR));
    toServer(unseen, 50);

    TargetScore server = scoreAfter(60_000).servers().get(0);

    assertThat(server.fate().lost()).isZero();
    assertThat(server.strayed()).isEqualTo(1);
  }

  @Test
  @DisplayName("wants everything again for who comes back (R14, R22)")
  void comesBack() {
    FedEvent event = feed(sticky(ADA, HOUR));
    toServer(event, 50);
    now += 20_000;
    feed(member(UMA, false));
    feed(member(UMA, true));
    now += 20_000;

    assertThat(ledger.score().servers().get(0).fate().lost()).isEqualTo(1);
    toServer(event, 0);
    assertThat(ledger.score().servers().get(0).isClean()).isTrue();
  }

  @Test
  @DisplayName("is patient with a server that was down, and no longer than its backoff (R23)")
  void serverDown() {
    ledger.down("far");
    FedEvent event = feed(sticky(ADA, HOUR));
    toClient(event, 10);
    now += 10_000;
    ledger.up("far");

    assertThat(scoreAfter(10_000).isClean()).isTrue();
    assertThat(scoreAfter(120_000).servers().get(0).fate().lost()).isEqualTo(1);
  }

  @Test
  @DisplayName("takes what ended among late deliveries for expired, and among prompt ones for lost")
  void lateAmongLate() {
    FedEvent late = feed(sticky(ADA, HOUR));
    feed(sticky(ADA, 7_000));
    now += 9_000;
    toClient(late, 0);
    now += 60_000;
    FedEvent prompt = feed(sticky(ADA, HOUR));
    FedEvent missed = feed(sticky(ADA, 7_000));
    toClient(prompt, 10);

    TargetScore client = scoreAfter(120_000).clients().get(0);

    assertThat(client.lostEvents()).containsExactly(ROOM + " " + missed.id());
    assertThat(client.fate().expired()).isEqualTo(1);
  }

  @Test
  @DisplayName("knows by the time left that a response was written before the end (R17)")
  void readLate() {
    FedEvent event = feed(sticky(ADA, 1_000));
    ObjectNode json = event.client().deepCopy();
    json.putObject("unsigned").put("msc4354_sticky_duration_ttl_ms", 10);

    ledger.event(ADA, ROOM, json, now, now + 3_000);

    assertThat(ledger.score().violations()).isEmpty();
    assertThat(ledger.score().clients().get(0).afterExpiry()).isZero();
  }

  @Test
  @DisplayName("checks the time left that a client is told (R17)")
  void timeLeft() {
    FedEvent event = feed(sticky(ADA, 10_000));
    ObjectNode wrong = event.client().deepCopy();
    wrong.putObject("unsigned").put("msc4354_sticky_duration_ttl_ms", 11_000);

    ledger.event(ADA, ROOM, wrong, now, now);

    assertThat(ledger.score().violations()).singleElement().asString().contains("R17");
  }

  private Score scoreAfter(long ms) {
    now += ms;
    return ledger.score();
  }

  private void toClient(FedEvent event, long afterMs) {
    ObjectNode json = event.client().deepCopy();
    long at = now + afterMs;
    long left = event.originServerTs() + event.stickyMs().orElseThrow() - at;
    if (left > 0) {
      json.putObject("unsigned").put("msc4354_sticky_duration_ttl_ms", left);
    }
    ledger.event(ADA, ROOM, json, now, at);
  }

  private void toServer(FedEvent event, long afterMs) {
    ledger.taken("far", event.id(), event.client(), now + afterMs);
  }

  private FedEvent feed(ObjectNode client) {
    String id = client.path("event_id").asText();
    boolean own = client.path("sender").asText().equals(ADA);
    FedEvent event =
        new FedEvent(
            id, ROOM, RoomVersion.V11, client, own ? Optional.of(client) : Optional.empty());
    ledger.sending(List.of(event), now);
    ledger.fed(List.of(event), now, now);
    return event;
  }

  private ObjectNode event(String type, String sender) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("event_id", "$" + ids++).put("room_id", ROOM).put("type", type);
    return event.put("sender", sender).put("origin_server_ts", now);
  }

  private ObjectNode sticky(String sender, long durationMs) {
    ObjectNode event = event("m.room.message", sender);
    event.putObject("msc4354_sticky").put("duration_ms", durationMs);
    return event;
  }

  private ObjectNode member(String user, boolean joined) {
    ObjectNode event = event("m.room.member", user).put("state_key", user);
    event.putObject("content").put("membership", joined ? "join" : "leave");
    return event;
  }

  private ObjectNode redaction(FedEvent target) {
    ObjectNode event = event("m.room.redaction", ADA);
    event.putObject("content").put("redacts", target.id());
    return event;
  }
}
