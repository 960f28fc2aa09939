package dev.burdock.testkit.demo.remote;

import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.VerifyKey;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The simulated remote servers, each at an address of its own. */
public final class RemoteServers implements AutoCloseable {
  private static final List<Temper> TEMPERS =
      List.of(Temper.STEADY, Temper.SLOW, Temper.DOWN, Temper.BUSY, Temper.STEADY);
  private static final int FEDERATION_PORT = 8448;

  private final List<RemoteServer> servers;
  private final Path authority;

  private RemoteServers(List<RemoteServer> servers, Path authority) {
    this.servers = servers;
    this.authority = authority;
  }

  /**
   * Names for {@code count} servers: addresses of 127.2.0.0/16, on the port of federation where it
   * is free, else on another.
   */
  public static List<ServerName> names(int count) throws IOException {
    List<ServerName> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String address = "127.2.0." + (i + 2);
      names.add(ServerName.parse(address + ":" + freePort(address)));
    }
    return names;
  }

  /**
   * Starts one server for each name.
   *
   * @param sender the only server that they know
   * @param key its key
   * @param versions the version of a room; null for an unknown one
   * @param folder where the certificate of their authority is written
   */
  public static RemoteServers start(
      Vertx vertx,
      List<ServerName> names,
      ServerName sender,
      VerifyKey key,
      Function<String, RoomVersion> versions,
      Arrivals arrivals,
      Clock clock,
      Path folder)
      throws IOException {
    TestAuthority authority = TestAuthority.create(clock.instant());
    Path file = folder.resolve("authority.pem");
    authority.writeTo(file);
    List<RemoteServer> servers = new ArrayList<>();
    for (ServerName name : names) {
      String address = name.value().substring(0, name.value().lastIndexOf(':'));
      servers.add(
          new RemoteServer(
              vertx,
              name,
              TEMPERS.get(servers.size() % TEMPERS.size()),
              authority.issue(address),
              new TransactionCheck(name, sender, key, versions),
              arrivals,
              clock));
    }
    servers.forEach(RemoteServer::start);
    return new RemoteServers(servers, file);
  }

  /** PEM file of the authority that signed their certificates. */
  public Path authority() {
    return authority;
  }

  /** How each behaves, by name. */
  public Map<String, Temper> tempers() {
    Map<String, Temper> tempers = new LinkedHashMap<>();
    servers.forEach(server -> tempers.put(server.name().value(), server.temper()));
    return tempers;
  }

  /** Makes the servers that are down for a while refuse connections. */
  public void takeDown() {
    servers.stream().filter(server -> server.temper() == Temper.DOWN).forEach(RemoteServer::stop);
  }

  /** Makes them answer again. */
  public void bringUp() {
    servers.stream().filter(server -> server.temper() == Temper.DOWN).forEach(RemoteServer::start);
  }

  @Override
  public void close() {
    servers.forEach(RemoteServer::stop);
  }

  private static int freePort(String address) throws IOException {
    for (int port : List.of(FEDERATION_PORT, 0)) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(address))) {
        return socket.getLocalPort();
      } catch (IOException e) {
        if (port == 0) {
          throw e;
        }
      }
    }
    throw new IOException(address + ": no free port");
  }
}
