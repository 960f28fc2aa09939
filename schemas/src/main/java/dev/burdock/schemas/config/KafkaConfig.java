package dev.burdock.schemas.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where Kafka and the schema registry are, for every role.
 *
 * @param bootstrapServers {@code host:port,…}
 * @param registryUrl base URL of a Confluent-compatible schema registry
 * @param topicPrefix what every topic name begins with
 * @param partitions partitions of every topic, so that rooms and their deliveries share a number
 * @param replication copies of every partition; -1 leaves it to the broker
 * @param client further client properties ({@code security.protocol}, …), passed to every client
 */
public record KafkaConfig(
    String bootstrapServers,
    String registryUrl,
    String topicPrefix,
    int partitions,
    short replication,
    Map<String, String> client) {

  public static final Key<String> BOOTSTRAP =
      Key.string(
          "burdock.kafka.bootstrap",
          "127.0.0.1:9092",
          "Kafka brokers, host:port separated by commas.");
  public static final Key<String> REGISTRY =
      Key.string(
          "burdock.registry.url",
          "http://127.0.0.1:8081",
          "Base URL of a Confluent-compatible schema registry.");
  public static final Key<String> PREFIX =
      Key.string("burdock.topics.prefix", "burdock.", "What every topic name begins with.");
  public static final Key<Long> PARTITIONS =
      Key.integer("burdock.topics.partitions", 12, 1, 1000, "Partitions of every topic.");
  public static final Key<Long> REPLICATION =
      Key.integer(
          "burdock.topics.replication",
          -1,
          -1,
          10,
          "Copies of every partition; -1 leaves it to the broker.");
  public static final List<Key<?>> KEYS =
      List.of(BOOTSTRAP, REGISTRY, PREFIX, PARTITIONS, REPLICATION);

  /**
   * What is fetched of one partition at once, at most, where others must not wait: a consumer hands
   * out a fetch whole before the next (ADR 73).
   */
  public static final int FAIR_FETCH_BYTES = 65_536;

  /** Below it, any property of a Kafka client. */
  public static final String CLIENT_PREFIX = "burdock.kafka.client.";

  /**
   * What every client has unless {@link #client()} says otherwise. A broker that is cut off answers
   * nothing and refuses nothing: it holds up what it led, and whoever asks it, for as long as these
   * say (ADR 0072).
   */
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
          CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);

  public KafkaConfig {
    if (!topicPrefix.matches("[a-zA-Z0-9._-]{0,100}")) {
      throw ConfigException.of(PREFIX.name(), topicPrefix, "at most 100 of a-z A-Z 0-9 . _ -");
    }
    client = Map.copyOf(client);
  }

  public static KafkaConfig from(Settings settings) {
    return new KafkaConfig(
        settings.get(BOOTSTRAP),
        settings.get(REGISTRY),
        settings.get(PREFIX),
        settings.get(PARTITIONS).intValue(),
        settings.get(REPLICATION).shortValue(),
        settings.below(CLIENT_PREFIX));
  }

  /** Properties for any Kafka client: the brokers, {@link #client()}, and {@code own} on top. */
  public Map<String, Object> clientProperties(Map<String, ?> own) {
    Map<String, Object> properties = new HashMap<>(DEFAULTS);
    properties.putAll(client);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.putAll(own);
    return properties;
  }

  /** The same for a producer: what is acknowledged every replica has, once and in order. */
  public Map<String, Object> producerProperties(Map<String, ?> own) {
    Map<String, Object> properties = new HashMap<>(own);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return clientProperties(properties);
  }
}
