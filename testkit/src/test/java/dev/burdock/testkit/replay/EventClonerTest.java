package dev.burdock.testkit.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.EventHashes;
import dev.burdock.matrix.event.Pdu;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.testkit.homeserver.FedEvent;
import dev.burdock.testkit.recording.Recording;
import dev.burdock.testkit.recording.RecordingReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The recording, made anew")
class EventClonerTest {
  private static final long NOW = 1_900_000_000_000L;

  private final Recording recording;

  EventClonerTest() throws IOException {
    this.recording = RecordingReader.read(Map.of("127.1.0.2:8448", "127.2.0.2:9999"));
  }

  @Test
  @DisplayName("has own events with right hashes, signatures and ids")
  void ownEventsAreRight() {
    Map<String, dev.burdock.matrix.sign.VerifyKey> keys =
        Map.of(recording.key().keyId(), recording.key().verifyKey());
    List<FedEvent> own = pass("a").filter(event -> event.pdu().isPresent()).toList();

    assertThat(own).hasSize(recording.pdus().size());
    assertThat(own)
        .allSatisfy(
            event -> {
              ObjectNode pdu = event.pdu().orElseThrow();
              assertThat(Pdu.hashMatches(pdu, event.version())).isTrue();
              assertThat(EventHashes.eventId(pdu, event.version()).value()).isEqualTo(event.id());
              Signatures.verifyEvent(pdu, event.version(), recording.server(), keys);
              assertThat(pdu.get("type")).isEqualTo(event.client().get("type"));
              assertThat(pdu.path("origin_server_ts").asLong()).isEqualTo(event.originServerTs());
            });
  }

  @Test
  @DisplayName("shares no room and no event with another pass")
  void passesShareNothing() {
    Set<String> first =
        new HashSet<>(pass("a").flatMap(e -> Stream.of(e.id(), e.roomId())).toList());
    List<String> second = pass("b").flatMap(e -> Stream.of(e.id(), e.roomId())).toList();

    assertThat(first).doesNotContainAnyElementsOf(second);
  }

  @Test
  @DisplayName("redacts the events of its own pass")
  void redactionsAreMapped() {
    List<FedEvent> events = pass("a").toList();
    Set<String> ids = new HashSet<>(events.stream().map(FedEvent::id).toList());

    List<String> targets = events.stream().flatMap(event -> event.redacts().stream()).toList();

    assertThat(targets).isNotEmpty().allMatch(ids::contains);
  }

  @Test
  @DisplayName("is a little younger than now, as the recording was")
  void timesAreShifted() {
    assertThat(pass("a"))
        .allMatch(e -> e.originServerTs() <= NOW && e.originServerTs() > NOW - 60_000);
  }

  @Test
  @DisplayName("knows a renamed server by its new name only")
  void serversAreRenamed() {
    assertThat(pass("a").map(event -> event.client().toString()))
        .noneMatch(text -> text.contains("127.1.0.2:8448"))
        .anyMatch(text -> text.contains("127.2.0.2:9999"));
  }

  private Stream<FedEvent> pass(String salt) {
    EventCloner cloner = new EventCloner(recording);
    Pass pass = new Pass(recording, salt);
    return recording.transactions().stream()
        .flatMap(
            transaction ->
                transaction.events().stream()
                    .map(event -> cloner.clone(event, transaction.atMs(), pass, NOW)));
  }
}
