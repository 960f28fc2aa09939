package dev.burdock.http.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.matrix.federation.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientsTest {
  private final Clients clients =
      new Clients(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1 | 198.51.100.1                     | 192.0.2.1",
        "10.0.0.1  | 198.51.100.1                     | 198.51.100.1",
        "10.0.0.1  | 203.0.113.9, 198.51.100.1        | 198.51.100.1",
        "10.0.0.1  | 198.51.100.1, 10.0.0.2, 10.0.0.3 | 198.51.100.1",
        "10.0.0.1  | 10.0.0.2                         | 10.0.0.2",
        "10.0.0.1  | unknown                          | 10.0.0.1",
        "10.0.0.1  | 198.51.100.1, unknown, 10.0.0.2  | 10.0.0.2",
        "fd00::1   | 2001:db8::7                      | 2001:db8:0:0:0:0:0:7",
        "unknown   | 198.51.100.1                     | unknown"
      })
  void the_last_address_that_is_no_proxy_of_ours_is_the_client(
      String peer, String forwardedFor, String client) {
    assertThat(clients.address(peer, List.of(forwardedFor))).isEqualTo(client);
  }

  @Test
  void a_proxy_that_names_nobody_is_the_client() {
    assertThat(clients.address("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "192.0.2.1, 192.0.2.2, false"
  })
  void a_network_of_64_bits_is_one_holder(String one, String other, boolean same) {
    assertThat(Clients.holder(one).equals(Clients.holder(other))).isEqualTo(same);
  }
}
