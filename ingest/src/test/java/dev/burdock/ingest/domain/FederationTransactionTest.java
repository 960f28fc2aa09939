package dev.burdock.ingest.domain;

import static dev.burdock.ingest.testing.Events.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.testing.Pdus;
import dev.burdock.ingest.testing.RandomJson;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.event.RoomVersion;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FederationTransactionTest {
  @ParameterizedTest
  @CsvSource({"pdus,50,true", "pdus,51,false", "edus,100,true", "edus,101,false"})
  void the_limits_of_a_transaction_hold(String list, int size, boolean allowed) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode array = body.putArray(list);
    for (int i = 0; i < size; i++) {
      array.addObject();
    }

    if (allowed) {
      assertThat(FederationTransaction.of(body).sticky()).isEmpty();
    } else {
      assertThatThrownBy(() -> FederationTransaction.of(body)).isInstanceOf(MatrixException.class);
    }
  }

  @Test
  @DisplayName("R01 sticky PDUs are found among whatever else is there")
  void sticky_pdus_are_found() {
    long seed = Long.getLong("burdock.seed", 4354);
    RandomJson json = new RandomJson(new Random(seed));
    ObjectNode sticky = Pdus.sticky(RoomVersion.V11);
    for (int round = 0; round < 1_000; round++) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.putArray("pdus").add(json.value(3)).add(sticky).add(json.value(3));

      assertThat(FederationTransaction.of(body).sticky()).as("seed %d", seed).contains(sticky);
    }
  }

  @ParameterizedTest
  @EnumSource(RoomVersion.class)
  @DisplayName("R06 a PDU is found only under an id that the homeserver's answer took")
  void answered_pdus(RoomVersion version) {
    ObjectNode pdu = Pdus.sticky(version);
    String id = Pdus.eventId(pdu, version);

    assertThat(read("{\"pdus\":{\"%s\":{}}}", id).find(pdu, Optional.empty())).isPresent();
    assertThat(read("{\"pdus\":{\"%s\":{}}}", id).find(pdu, Optional.of(version))).isPresent();
    assertThat(read("{\"pdus\":{\"%s\":{\"error\":\"no\"}}}", id).find(pdu, Optional.empty()))
        .isEmpty();
    assertThat(read("{\"pdus\":{\"%s\":7}}", id).find(pdu, Optional.empty())).isEmpty();
    assertThat(read("{\"pdus\":{}}", id).find(pdu, Optional.empty())).isEmpty();
    assertThat(read("not json", id).find(pdu, Optional.empty())).isEmpty();
  }

  @Test
  @DisplayName("R25 that an origin is alive is told once per interval")
  void alive_is_throttled() {
    AliveThrottle throttle = new AliveThrottle(1_000);

    assertThat(throttle.isNews("one.example", 5_000)).isTrue();
    assertThat(throttle.isNews("one.example", 5_999)).isFalse();
    assertThat(throttle.isNews("two.example", 5_999)).isTrue();
    assertThat(throttle.isNews("one.example", 6_000)).isTrue();
  }

  private static AnsweredPdus read(String form, String id) {
    return AnsweredPdus.read(utf8(form.formatted(id)));
  }
}
