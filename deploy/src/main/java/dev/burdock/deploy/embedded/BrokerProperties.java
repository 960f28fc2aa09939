package dev.burdock.deploy.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The settings of a broker that is its own controller and has no others beside it. */
final class BrokerProperties {
  private static final String ONE = "1";

  private BrokerProperties() {}

  static Properties of(Path logs, int port, int controllerPort) {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            ONE,
            "controller.quorum.voters",
            "1@127.0.0.1:" + controllerPort,
            "controller.listener.names",
            "CONTROLLER",
            "listeners",
            "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
            "advertised.listeners",
            "PLAINTEXT://127.0.0.1:" + port,
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs",
            logs.toString()));
    properties.putAll(replication());
    properties.putAll(footprint());
    return properties;
  }

  private static Map<String, String> replication() {
    return Map.of(
        "default.replication.factor", ONE,
        "min.insync.replicas", ONE,
        "offsets.topic.replication.factor", ONE,
        "transaction.state.log.replication.factor", ONE,
        "transaction.state.log.min.isr", ONE,
        "share.coordinator.state.topic.replication.factor", ONE,
        "share.coordinator.state.topic.min.isr", ONE);
  }

  /** A cluster's defaults cost a single process seconds at its start and 128 MiB of cleaner. */
  private static Map<String, String> footprint() {
    return Map.of(
        "auto.create.topics.enable", "false",
        "offsets.topic.num.partitions", "8",
        "transaction.state.log.num.partitions", "8",
        "group.initial.rebalance.delay.ms", "0",
        "log.cleaner.dedupe.buffer.size", "8388608",
        "log.index.size.max.bytes", "1048576",
        "num.network.threads", "2",
        "num.io.threads", "4",
        "num.recovery.threads.per.data.dir", "2");
  }
}
