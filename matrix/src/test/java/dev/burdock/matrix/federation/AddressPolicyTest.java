package dev.burdock.matrix.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.burdock.matrix.id.IpLiteral;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The address policy")
class AddressPolicyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1"
      })
  @DisplayName("forbids special-purpose addresses")
  void forbids(String address) {
    assertThat(AddressPolicy.strict().allows(ip(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00::1",
        "::ffff:1.1.1.1",
        "64:ff9b::1.1.1.1",
        "2001:200::1",
        "fbff::1"
      })
  @DisplayName("allows all others, the neighbours of forbidden ranges among them")
  void allows(String address) {
    assertThat(AddressPolicy.strict().allows(ip(address))).isTrue();
  }

  @Test
  @DisplayName("allows what the operator lists, and no more")
  void operatorList() {
    AddressPolicy policy =
        AddressPolicy.allowing(
            List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("10.1.2.3"), Cidr.parse("fc00::/7")));

    assertThat(policy.allows(ip("127.9.8.7"))).isTrue();
    assertThat(policy.allows(ip("::ffff:127.9.8.7"))).isTrue();
    assertThat(policy.allows(ip("10.1.2.3"))).isTrue();
    assertThat(policy.allows(ip("10.1.2.4"))).isFalse();
    assertThat(policy.allows(ip("fdff::1"))).isTrue();
    assertThat(policy.allows(ip("fe80::1"))).isFalse();
  }

  @Test
  @DisplayName("sees through IPv4-mapped addresses that come as 16 bytes")
  void mappedBytes() throws UnknownHostException {
    byte[] raw = new byte[16];
    raw[10] = raw[11] = (byte) 0xff;
    raw[12] = 127;
    raw[15] = 1;

    assertThat(AddressPolicy.strict().allows(Inet6Address.getByAddress(null, raw, 0))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "10.0.0.0/",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/-1",
        "10.0.0/8",
        "10.0.0.0/8/8",
        "a.b/8"
      })
  @DisplayName("is not read from malformed blocks")
  void malformedBlocks(String text) {
    assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static InetAddress ip(String text) {
    return IpLiteral.parse(text).orElseThrow();
  }
}
