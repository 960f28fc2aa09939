package dev.burdock.tests.fuzz;

import static dev.burdock.tests.fuzz.Texts.text;
import static dev.burdock.tests.fuzz.Texts.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.matrix.federation.AddressPolicy;
import dev.burdock.matrix.federation.DiscoveryException;
import dev.burdock.matrix.federation.DnsClient;
import dev.burdock.matrix.federation.Resolved;
import dev.burdock.matrix.federation.ServerDiscovery;
import dev.burdock.matrix.federation.WellKnownClient;
import dev.burdock.matrix.federation.jdk.SrvAnswers;
import dev.burdock.matrix.id.ServerName;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** What a name's {@code .well-known} and DNS answer, as far as the addresses that are called. */
final class DiscoverySurfaces {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-30T00:00:00Z"), ZoneOffset.UTC);
  private static final AddressPolicy POLICY = AddressPolicy.strict();
  private static final byte[] GOOD = {(byte) 203, 0, 114, 7};
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private DiscoverySurfaces() {}

  static List<Surface> all() {
    return List.of(
        new Surface(
            "well-known",
            utf8(
                "{\"m.server\":\"b.example:443\"}\nmax-age=60, private\nSun, 06 Nov 2026 08:49:37 GMT",
                "{\"m.server\":\"127.0.0.1\"}\nno-store",
                "{\"m.server\":\"[::ffff:10.0.0.1]:8448\"}",
                "{}"),
            DiscoverySurfaces::wellKnown),
        new Surface(
            "srv",
            utf8(
                "10 5 8448 b.example.\n0 0 443 127.0.0.1",
                "0 0 0 .\n65535 65535 65535 a.b.c.",
                "1 0 1 [::1]"),
            DiscoverySurfaces::srv));
  }

  private static void wellKnown(byte[] input) throws Exception {
    String[] parts = text(input).split("\n", 3);
    WellKnownClient.Reply reply =
        new WellKnownClient.Reply(200, parts[0], part(parts, 1), part(parts, 2));
    resolve(host -> CompletableFuture.completedStage(reply), List.of());
  }

  private static void srv(byte[] input) throws Exception {
    List<DnsClient.SrvRecord> records =
        text(input).lines().flatMap(line -> SrvAnswers.read(line).stream()).toList();
    resolve(host -> CompletableFuture.failedStage(new IllegalStateException("none")), records);
  }

  /** It ends, with addresses that may be called or the documented failure. */
  private static void resolve(WellKnownClient wellKnown, List<DnsClient.SrvRecord> services)
      throws Exception {
    ServerDiscovery discovery =
        new ServerDiscovery(
            wellKnown, new Names(services), POLICY, Map.of(), 10, NOW, new Random(1));
    CompletableFuture<Resolved> resolved =
        discovery.resolve(ServerName.parse("a.example")).toCompletableFuture();
    assertThat(resolved).as("an end").isDone();
    try {
      Resolved found = resolved.get();
      assertThat(found.candidates())
          .allMatch(address -> POLICY.allows(address.getAddress()))
          .allMatch(address -> address.getPort() > 0);
      assertThat(found.hostHeader()).isEqualTo(ServerName.parse(found.hostHeader()).value());
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(DiscoveryException.class);
    }
  }

  private static Optional<String> part(String[] parts, int index) {
    return index < parts.length ? Optional.of(parts[index]) : Optional.empty();
  }

  /** Every name has an address that may be called and one that may not. */
  private record Names(List<SrvRecord> records) implements DnsClient {
    @Override
    public CompletionStage<List<InetAddress>> addresses(String host) {
      try {
        return CompletableFuture.completedStage(
            List.of(InetAddress.getByAddress(LOOPBACK), InetAddress.getByAddress(GOOD)));
      } catch (java.net.UnknownHostException e) {
        return CompletableFuture.failedStage(e);
      }
    }

    @Override
    public CompletionStage<List<SrvRecord>> services(String name) {
      return CompletableFuture.completedStage(records);
    }
  }
}
