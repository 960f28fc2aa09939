package dev.burdock.ingest.pdu;

import static dev.burdock.ingest.testing.Events.ADA;
import static dev.burdock.ingest.testing.Events.OURS;
import static dev.burdock.ingest.testing.Events.ROOM;
import static dev.burdock.ingest.testing.Events.SENT_TS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.event.RoomEvent;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WantedPduTest {
  @Test
  @DisplayName("R24 PDUs are fetched of our own accepted sticky events alone")
  void own_accepted_and_without_pdu() {
    RoomEvent wanted = Stickies.record(ROOM, "$one");
    RoomEvent remote = Stickies.record(ROOM, "$one", "@bob:hs2.example", false, null);
    RoomEvent softFailed = Stickies.record(ROOM, "$one", ADA, true, null);
    RoomEvent complete = Stickies.record(ROOM, "$one", ADA, false, ByteBuffer.allocate(1));

    assertThat(WantedPdu.of(wanted, OURS)).isPresent();
    assertThat(WantedPdu.of(wanted, OURS).orElseThrow().endTs()).isEqualTo(SENT_TS + 60_000);
    assertThat(WantedPdu.of(remote, OURS)).isEmpty();
    assertThat(WantedPdu.of(softFailed, OURS)).isEmpty();
    assertThat(WantedPdu.of(complete, OURS)).isEmpty();
    assertThat(WantedPdu.of(wanted, "hs9.example")).isEmpty();
  }
}
