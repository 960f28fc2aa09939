package dev.burdock.matrix.federation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.matrix.federation.DnsClient.SrvRecord;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("SRV records")
class ServiceOrderTest {
  @Test
  @DisplayName("of one priority come first in proportion to their weight")
  void weight() {
    List<SrvRecord> records =
        List.of(
            new SrvRecord(1, 75, 1, "heavy"),
            new SrvRecord(1, 25, 1, "light"),
            new SrvRecord(2, 1000, 1, "later"));
    Random random = new Random(42);

    long heavyFirst =
        IntStream.range(0, 10_000)
            .mapToObj(i -> ServiceOrder.of(records, random))
            .filter(order -> order.get(0).target().equals("heavy"))
            .count();

    assertThat(heavyFirst).as("seed 42").isBetween(7_200L, 7_800L);
    assertThat(ServiceOrder.of(records, random).get(2).target()).isEqualTo("later");
  }

  @Test
  @DisplayName("beyond a bound are left out, the least preferred first")
  void bounded() {
    List<SrvRecord> records =
        IntStream.range(0, 100).mapToObj(i -> new SrvRecord(100 - i, 65_535, 1, "t" + i)).toList();

    List<SrvRecord> order = ServiceOrder.of(records, new Random(1));

    assertThat(order).hasSize(ServiceOrder.MAX_TARGETS);
    assertThat(order.get(0).target()).isEqualTo("t99");
  }
}
