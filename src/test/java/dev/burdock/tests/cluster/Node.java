package dev.burdock.tests.cluster;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A container that can be killed, cut off its cluster, and brought back on its data. */
final class Node extends GenericContainer<Node> {
  private static final Duration GONE = Duration.ofSeconds(10);
  private static final long MEBIBYTE = 1024L * 1024;

  private final String name;
  private final Bridge cluster;
  private final Bridge outside;
  private final int number;
  private boolean apart;

  /**
   * A container that does not run yet.
   *
   * @param number its address in both networks
   * @param outside the network beside the cluster's; null for none
   * @param mebibytes the most memory that it may take
   */
  Node(String image, String name, int number, Bridge cluster, Bridge outside, long mebibytes) {
    super(DockerImageName.parse(image));
    this.name = name;
    this.cluster = cluster;
    this.outside = outside;
    this.number = number;
    withImagePullPolicy(never -> false);
    withNetwork(cluster.network());
    withCreateContainerCmdModifier(
        create -> {
          create.withHostName(name).withIpv4Address(cluster.address(number));
          create.getHostConfig().withMemory(mebibytes * MEBIBYTE);
        });
  }

  /** What it is called here. */
  String name() {
    return name;
  }

  /** Its address in the cluster's network. */
  String inside() {
    return cluster.address(number);
  }

  /** Its address in the network of clients and remote servers. */
  String address() {
    return outside.address(number);
  }

  /** Base URL of what it listens on for clients. */
  URI url(int port) {
    return URI.create("http://" + address() + ":" + port);
  }

  /** Ends it as {@code kill -9} does; returns when it is gone. */
  void kill() {
    getDockerClient().killContainerCmd(getContainerId()).exec();
    await(name + " is gone").atMost(GONE).until(() -> !isRunning());
  }

  /** Starts it again, on its data; returns at once. */
  void revive() {
    getDockerClient().startContainerCmd(getContainerId()).exec();
  }

  /** Cuts it off the cluster's network: it runs on, and sees clients and remote servers still. */
  void cut() {
    cluster.cut(getContainerId());
    apart = true;
  }

  /** Joins it to the cluster's network again. */
  void join() {
    cluster.join(getContainerId(), number);
    apart = false;
  }

  /** Brings it back from whatever was done to it; returns at once. */
  void heal() {
    if (!isRunning()) {
      revive();
    }
    if (apart) {
      join();
    }
  }

  @Override
  protected void containerIsCreated(String containerId) {
    super.containerIsCreated(containerId);
    if (outside != null) {
      outside.join(containerId, number);
    }
  }
}
