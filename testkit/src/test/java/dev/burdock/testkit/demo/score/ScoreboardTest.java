package dev.burdock.testkit.demo.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation;
import dev.burdock.testkit.guarantee.Observation.Outage;
import dev.burdock.testkit.guarantee.Observation.Result;
import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Send;
import dev.burdock.testkit.guarantee.Observation.Unserved;
import dev.burdock.testkit.homeserver.FedEvent;
import dev.burdock.testkit.oracle.Expectations;
import dev.burdock.testkit.recording.Recording.RecordedRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The scoreboard of a demo")
class ScoreboardTest {
  private static final String ROOM = "!r:ours";
  private static final String ADA = "@ada:ours";
  private static final String UMA = "@uma:far";
  private static final long HOUR = 3_600_000;
  private static final long START = 1_000_000;

  private long now = START;
  private int ids;
  private final List<Outage> ongoing = new ArrayList<>();
  private final History history = new History();
  private final Expectations expectations = new Expectations(List.of(ADA), List.of("far"), history);
  private final Scoreboard scoreboard =
      new Scoreboard(expectations, history, List.of(ADA), List.of("far"));

  @BeforeEach
  void openRoom() {
    expectations.open(
        new RecordedRoom(
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

    assertThat(score().servers().get(0).fate().lost()).isEqualTo(1);
    toServer(event, 0);
    assertThat(score().servers().get(0).isClean()).isTrue();
  }

  @Test
  @DisplayName("is patient with a server that was down, and no longer than its backoff (R23)")
  void serverDown() {
    long from = now;
    ongoing.add(new Outage("far", from, Observation.OPEN));
    FedEvent event = feed(sticky(ADA, HOUR));
    toClient(event, 10);
    now += 10_000;
    ongoing.clear();
    history.add(new Outage("far", from, now));

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
    see(event, now, now + 3_000, OptionalLong.of(10));

    assertThat(violations()).isEmpty();
    assertThat(score().clients().get(0).afterExpiry()).isZero();
  }

  @Test
  @DisplayName("counts the PDUs of a repeated transaction once, and that it was repeated")
  void repeated() {
    FedEvent event = feed(sticky(ADA, HOUR));
    toClient(event, 10);
    history.add(
        new Send("far", "", "t", "", List.of(event.id()), now + 40, now + 41, Result.UNHEARD));
    history.add(
        new Send("far", "", "t", "", List.of(event.id()), now + 90, now + 91, Result.ACCEPTED));

    TargetScore server = scoreAfter(60_000).servers().get(0);

    assertThat(server.delivered()).isEqualTo(1);
    assertThat(server.retried()).isEqualTo(1);
    assertThat(server.latenciesMs()).containsExactly(40L);
    assertThat(server.isClean()).isTrue();
  }

  @Test
  @DisplayName("counts what a client is shown in another room as delivered without a reason")
  void otherRoom() {
    FedEvent event = feed(sticky(ADA, HOUR));
    toClient(event, 10);
    history.add(new Seen(ADA, "!other:ours", event.id(), now, now + 10, OptionalLong.of(HOUR)));

    assertThat(scoreAfter(60_000).clients().get(0).strayed()).isEqualTo(1);
  }

  @Test
  @DisplayName("checks that every request of a client is served")
  void unserved() {
    history.add(new Unserved(ADA, 502, now));

    assertThat(violations()).singleElement().asString().contains("502");
  }

  @Test
  @DisplayName("checks the time left that a client is told (R17)")
  void timeLeft() {
    FedEvent event = feed(sticky(ADA, 10_000));
    see(event, now, now, OptionalLong.of(11_000));

    assertThat(violations()).singleElement().asString().contains("R17");
  }

  private Score scoreAfter(long ms) {
    now += ms;
    return score();
  }

  private Score score() {
    return scoreboard.score(ongoing, now);
  }

  private List<String> violations() {
    return ClientChecks.violations(expectations, history);
  }

  private void toClient(FedEvent event, long afterMs) {
    long at = now + afterMs;
    long left = event.originServerTs() + event.stickyMs().orElseThrow() - at;
    see(event, now, at, left > 0 ? OptionalLong.of(left) : OptionalLong.empty());
  }

  private void see(FedEvent event, long askedAt, long at, OptionalLong left) {
    history.add(new Seen(ADA, ROOM, event.id(), askedAt, at, left));
  }

  private void toServer(FedEvent event, long afterMs) {
    long at = now + afterMs;
    String txnId = "t" + ids++;
    history.add(new Send("far", "", txnId, "", List.of(event.id()), at, at, Result.ACCEPTED));
  }

  private FedEvent feed(ObjectNode client) {
    String id = client.path("event_id").asText();
    boolean own = client.path("sender").asText().equals(ADA);
    FedEvent event =
        new FedEvent(
            id, ROOM, RoomVersion.V11, client, own ? Optional.of(client) : Optional.empty());
    expectations.fed(List.of(event), now, now);
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
