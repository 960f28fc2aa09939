package dev.burdock.tests.cluster;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network.Ipam;
import com.github.dockerjava.api.model.Network.Ipam.Config;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/**
 * A network of containers and this machine. Each container has an address that stays its own when
 * it is cut off and joined again, or killed and started again.
 */
final class Bridge implements AutoCloseable {
  private static final int GATEWAY = 1;

  private final DockerClient docker = DockerClientFactory.instance().client();
  private final Network network;
  private final String prefix;

  private Bridge(Network network, String prefix) {
    this.network = network;
    this.prefix = prefix;
  }

  /** A new network, in a range of addresses that Docker found to be free. */
  static Bridge create() {
    String subnet;
    try (Network trial = Network.newNetwork()) {
      subnet =
          DockerClientFactory.instance()
              .client()
              .inspectNetworkCmd()
              .withNetworkId(trial.getId())
              .exec()
              .getIpam()
              .getConfig()
              .get(0)
              .getSubnet();
    }
    String prefix = subnet.substring(0, subnet.indexOf('/')).replaceFirst("[0-9]+$", "");
    Config range = new Config().withSubnet(subnet).withGateway(prefix + GATEWAY);
    Network network =
        Network.builder()
            .createNetworkCmdModifier(create -> create.withIpam(new Ipam().withConfig(range)))
            .build();
    network.getId();
    return new Bridge(network, prefix);
  }

  /** The address of this machine in it. */
  String here() {
    return address(GATEWAY);
  }

  /** Whether {@link #here} is this machine indeed, not one that Docker keeps elsewhere. */
  boolean isHere() throws SocketException, UnknownHostException {
    return NetworkInterface.getByInetAddress(InetAddress.getByName(here())) != null;
  }

  /** The address of the container with this number, from 2. */
  String address(int number) {
    return prefix + number;
  }

  Network network() {
    return network;
  }

  /** Joins a container, under the address of this number. */
  void join(String containerId, int number) {
    docker
        .connectToNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(containerId)
        .withContainerNetwork(
            new ContainerNetwork()
                .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address(number))))
        .exec();
  }

  /** Takes a container out of it. */
  void cut(String containerId) {
    docker
        .disconnectFromNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(containerId)
        .withForce(true)
        .exec();
  }

  @Override
  public void close() {
    network.close();
  }
}
