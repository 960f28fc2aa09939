package dev.burdock.matrix.federation;

import dev.burdock.matrix.federation.DnsClient.SrvRecord;
import dev.burdock.matrix.id.IpLiteral;
import dev.burdock.matrix.id.ServerName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * Finds the addresses behind a server name (server-server specification, "Resolving Server Names"):
 * IP literal, explicit port, {@code .well-known}, SRV, port 8448. Certificate and {@code Host} are
 * for the (delegated) name, never the SRV target. Safe for use by many threads if the clients are.
 */
public final class ServerDiscovery {
  /** The port of a server that names none. */
  public static final int DEFAULT_PORT = 8448;

  private static final List<String> SERVICES = List.of("_matrix-fed._tcp.", "_matrix._tcp.");

  private final DnsClient dns;
  private final Delegations delegations;
  private final AddressPolicy policy;
  private final Map<ServerName, ServerName> overrides;
  private final RandomGenerator random;

  /**
   * @param overrides where the operator says that a server is, as host and port; its certificate
   *     and {@code Host} stay those of its own name, and the address policy does not apply
   * @param cacheCapacity most {@code .well-known} answers remembered
   * @param random chooses among SRV records of the same priority
   */
  public ServerDiscovery(
      WellKnownClient wellKnown,
      DnsClient dns,
      AddressPolicy policy,
      Map<ServerName, ServerName> overrides,
      int cacheCapacity,
      Clock clock,
      RandomGenerator random) {
    this.dns = dns;
    this.delegations = new Delegations(wellKnown, clock, cacheCapacity);
    this.policy = policy;
    this.overrides = Map.copyOf(overrides);
    this.random = random;
  }

  /**
   * Where to reach a server.
   *
   * @return fails with a {@link DiscoveryException} if there is no address that may be used, or as
   *     the DNS client failed
   */
  public CompletionStage<Resolved> resolve(ServerName name) {
    ServerName override = overrides.get(name);
    if (override != null) {
      return addresses(override.host())
          .thenApply(found -> resolved(name, sockets(found, port(override))));
    }
    if (name.isIpLiteral() || name.port().isPresent()) {
      return direct(name);
    }
    return delegations
        .delegated(name.host())
        .thenCompose(
            delegated -> delegated.map(this::delegated).orElseGet(() -> services(name, 0)));
  }

  private CompletionStage<Resolved> delegated(ServerName name) {
    return name.isIpLiteral() || name.port().isPresent() ? direct(name) : services(name, 0);
  }

  private CompletionStage<Resolved> direct(ServerName name) {
    return addresses(name.host())
        .thenApply(found -> resolved(name, allowed(sockets(found, port(name)), name)));
  }

  private CompletionStage<Resolved> services(ServerName name, int service) {
    if (service == SERVICES.size()) {
      return direct(name);
    }
    return dns.services(SERVICES.get(service) + name.host())
        .thenCompose(
            records -> records.isEmpty() ? services(name, service + 1) : targets(name, records));
  }

  private CompletionStage<Resolved> targets(ServerName name, List<SrvRecord> records) {
    List<SrvRecord> offered = records.stream().filter(ServerDiscovery::isUsable).toList();
    CompletionStage<List<InetSocketAddress>> all =
        CompletableFuture.completedStage(new ArrayList<>());
    for (SrvRecord service : ServiceOrder.of(offered, random)) {
      CompletionStage<List<InetSocketAddress>> found =
          addresses(service.target())
              .handle((list, error) -> error == null ? sockets(list, service.port()) : List.of());
      all =
          all.thenCombine(
              found,
              (before, more) -> {
                before.addAll(more);
                return before;
              });
    }
    return all.thenApply(found -> resolved(name, allowed(found, name)));
  }

  private static boolean isUsable(SrvRecord service) {
    return !service.target().equals(".") && service.port() >= 1 && service.port() <= 65_535;
  }

  private CompletionStage<List<InetAddress>> addresses(String host) {
    Optional<InetAddress> literal = IpLiteral.parse(host);
    return literal.isPresent()
        ? CompletableFuture.completedStage(List.of(literal.get()))
        : dns.addresses(host);
  }

  private List<InetSocketAddress> allowed(List<InetSocketAddress> found, ServerName name) {
    List<InetSocketAddress> allowed =
        found.stream().filter(socket -> policy.allows(socket.getAddress())).toList();
    if (allowed.isEmpty() && !found.isEmpty()) {
      throw new DiscoveryException(name + ": resolves to addresses that are not allowed");
    }
    return allowed;
  }

  private static Resolved resolved(ServerName name, List<InetSocketAddress> candidates) {
    if (candidates.isEmpty()) {
      throw new DiscoveryException(name + ": no address found");
    }
    return new Resolved(candidates, name.host(), name.isIpLiteral(), name.value());
  }

  private static List<InetSocketAddress> sockets(List<InetAddress> addresses, int port) {
    return addresses.stream().map(address -> new InetSocketAddress(address, port)).toList();
  }

  private static int port(ServerName name) {
    return name.port().orElse(DEFAULT_PORT);
  }
}
