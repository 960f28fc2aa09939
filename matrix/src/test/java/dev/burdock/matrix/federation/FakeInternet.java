package dev.burdock.matrix.federation;

import dev.burdock.matrix.id.IpLiteral;
import dev.burdock.matrix.id.ServerName;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * DNS and .well-known answers from a table, with every question noted, and a clock that is set by
 * hand.
 */
final class FakeInternet implements DnsClient, WellKnownClient {
  private final Map<String, List<InetAddress>> addresses = new HashMap<>();
  private final Map<String, List<SrvRecord>> services = new HashMap<>();
  private final Map<String, Reply> wellKnown = new HashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final List<String> questions = new ArrayList<>();
  private Instant now = Instant.parse("2026-09-01T00:00:00Z");
  private final InstantSource source = () -> now;
  private final ServerDiscovery discovery = discovery(Map.of());

  void address(String host, String... found) {
    addresses.put(
        host, Arrays.stream(found).map(text -> IpLiteral.parse(text).orElseThrow()).toList());
  }

  void breakAddress(String host) {
    broken.add(host);
  }

  void service(String name, int priority, int weight, int port, String target) {
    services
        .computeIfAbsent(name, key -> new ArrayList<>())
        .add(new SrvRecord(priority, weight, port, target));
  }

  void wellKnown(String host, int status, String body) {
    wellKnown(host, new Reply(status, body, Optional.empty(), Optional.empty()));
  }

  void wellKnown(String host, Reply reply) {
    wellKnown.put(host, reply);
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  List<String> questions() {
    return questions;
  }

  Clock clock() {
    return source.withZone(ZoneOffset.UTC);
  }

  Resolved resolve(String name) {
    return discovery.resolve(ServerName.parse(name)).toCompletableFuture().join();
  }

  ServerDiscovery discovery(Map<ServerName, ServerName> overrides) {
    return new ServerDiscovery(
        this, this, AddressPolicy.strict(), overrides, 100, clock(), new Random(1));
  }

  List<String> candidates(Resolved resolved) {
    return resolved.candidates().stream()
        .map(socket -> socket.getAddress().getHostAddress() + ":" + socket.getPort())
        .toList();
  }

  @Override
  public CompletionStage<List<InetAddress>> addresses(String host) {
    questions.add("address " + host);
    return broken.contains(host)
        ? CompletableFuture.failedStage(new IllegalStateException("SERVFAIL"))
        : CompletableFuture.completedStage(addresses.getOrDefault(host, List.of()));
  }

  @Override
  public CompletionStage<List<SrvRecord>> services(String name) {
    questions.add("SRV " + name);
    return CompletableFuture.completedStage(services.getOrDefault(name, List.of()));
  }

  @Override
  public CompletionStage<Reply> fetch(String host) {
    questions.add("well-known " + host);
    Reply reply = wellKnown.get(host);
    return reply == null
        ? CompletableFuture.failedStage(new IllegalStateException("connection refused"))
        : CompletableFuture.completedStage(reply);
  }
}
