package dev.burdock.fanout.federation.domain;

import static dev.burdock.fanout.federation.Pdus.END;
import static dev.burdock.fanout.federation.Pdus.ORIGIN;
import static dev.burdock.fanout.federation.Pdus.pdu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.matrix.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TransactionTest {
  @Test
  @DisplayName("id and body depend on the PDUs alone, so that a restart repeats them")
  void idAndBodyArePure() {
    Transaction first = new Transaction(ORIGIN, "a.example", List.of(pdu("$1"), pdu("$2")));
    Transaction again = new Transaction(ORIGIN, "a.example", List.of(pdu("$1"), pdu("$2")));

    assertThat(again.id()).isEqualTo(first.id()).matches("[A-Za-z0-9_-]{24}");
    assertThat(again.body()).isEqualTo(first.body());
  }

  @Test
  @DisplayName("another order, another destination, another origin: another id")
  void idTellsTransactionsApart() {
    assertThat(
            List.of(
                new Transaction(ORIGIN, "a.example", List.of(pdu("$1"), pdu("$2"))).id(),
                new Transaction(ORIGIN, "a.example", List.of(pdu("$2"), pdu("$1"))).id(),
                new Transaction(ORIGIN, "a.example", List.of(pdu("$1"))).id(),
                new Transaction(ORIGIN, "b.example", List.of(pdu("$1"), pdu("$2"))).id(),
                new Transaction("b.example", "a.example", List.of(pdu("$1"), pdu("$2"))).id()))
        .doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("the body is canonical JSON with the time of the newest PDU")
  void bodyIsCanonical() {
    var older = pdu("$1", ORIGIN, 5, END);
    var newer = pdu("$2", ORIGIN, 7, END);

    byte[] body = new Transaction(ORIGIN, "a.example", List.of(newer, older)).body();

    assertThat(body).isEqualTo(CanonicalJson.bytes(CanonicalJson.parse(body)));
    assertThat(new String(body, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"origin\":\"ours.example\",\"origin_server_ts\":7,"
                + "\"pdus\":[{\"id\":\"$2\"},{\"id\":\"$1\"}]}");
  }

  @Test
  @DisplayName("R22 has another id when its PDUs are pushed again for another reason")
  void otherReasonOtherId() {
    QueuedPdu pdu = pdu("$1");
    Transaction first = new Transaction(ORIGIN, "a.example", List.of(pdu.causedAt(1)));
    Transaction again = new Transaction(ORIGIN, "a.example", List.of(pdu.causedAt(2)));
    Transaction repeated = new Transaction(ORIGIN, "a.example", List.of(pdu.causedAt(1)));

    assertThat(again.id()).isNotEqualTo(first.id());
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(repeated.id()).isEqualTo(first.id());
  }
}
