package dev.burdock.testkit.demo;

import dev.burdock.matrix.id.ServerName;
import dev.burdock.testkit.demo.report.Conduct;
import dev.burdock.testkit.guarantee.Observation.Outage;
import dev.burdock.testkit.remote.Fault;
import dev.burdock.testkit.remote.Site;
import dev.burdock.testkit.world.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts that remote servers play in a demo, each at an address of its own. */
final class RemoteParts {
  private static final List<Conduct> CONDUCTS =
      List.of(Conduct.STEADY, Conduct.SLOW, Conduct.DOWN, Conduct.BUSY, Conduct.STEADY);
  private static final int FEDERATION_PORT = 8448;

  private final Map<String, Conduct> conducts = new LinkedHashMap<>();
  private final List<Site> down = new ArrayList<>();

  /** Starts one server for each name. */
  RemoteParts(World world, List<ServerName> names) {
    for (ServerName name : names) {
      Conduct conduct = CONDUCTS.get(conducts.size() % CONDUCTS.size());
      int port = Integer.parseInt(name.value().substring(address(name).length() + 1));
      Site site = world.add(List.of(name.value()), address(name), port);
      site.behave(conduct.temper());
      conducts.put(name.value(), conduct);
      if (conduct == Conduct.DOWN) {
        down.add(site);
      }
    }
  }

  /**
   * Names for {@code count} servers: addresses of 127.2.0.0/16, on the port of federation where it
   * is free, else on another.
   */
  static List<ServerName> names(int count) throws IOException {
    List<ServerName> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String address = "127.2.0." + (i + 2);
      names.add(ServerName.parse(address + ":" + freePort(address)));
    }
    return names;
  }

  /** The address in such a name. */
  static String address(ServerName name) {
    return name.value().substring(0, name.value().lastIndexOf(':'));
  }

  /** How each behaves, by name. */
  Map<String, Conduct> conducts() {
    return conducts;
  }

  /** Makes the servers that are down for a while refuse connections. */
  void takeDown() {
    down.forEach(site -> site.become(Fault.REFUSE));
  }

  /** Makes them answer again. */
  void bringUp() {
    down.forEach(site -> site.become(Fault.NONE));
  }

  /** The outages that go on. */
  List<Outage> outages() {
    return down.stream().flatMap(site -> site.outages().stream()).toList();
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
