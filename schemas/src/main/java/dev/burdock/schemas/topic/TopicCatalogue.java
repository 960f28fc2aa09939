package dev.burdock.schemas.topic;

import dev.burdock.schemas.config.KafkaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Compares the topics of a cluster with those that the pipeline needs, and creates what is missing.
 */
public final class TopicCatalogue {
  private static final Duration SPREAD = Duration.ofSeconds(30);
  private static final long AGAIN_MS = 100;

  private final KafkaConfig config;
  private final Admin admin;

  public TopicCatalogue(KafkaConfig config, Admin admin) {
    this.config = config;
    this.admin = admin;
  }

  /** A topic's difference from the catalogue. */
  public record Drift(String topic, String key, String actual, String expected) {
    @Override
    public String toString() {
      return topic + ": " + key + ": " + actual + " (expected: " + expected + ")";
    }
  }

  /** What a look at the cluster found. */
  public record Report(List<String> missing, List<Drift> drift) {
    public boolean clean() {
      return missing.isEmpty() && drift.isEmpty();
    }
  }

  /** Names what is missing and what differs; changes nothing. */
  public Report check() throws InterruptedException, ExecutionException {
    List<Topic> topics = List.of(Topic.values());
    Map<String, TopicDescription> descriptions =
        known(admin.describeTopics(topics.stream().map(this::name).toList()).topicNameValues());
    Map<ConfigResource, Config> configs =
        known(admin.describeConfigs(topics.stream().map(this::resource).toList()).values());
    List<String> missing = new ArrayList<>();
    List<Drift> drift = new ArrayList<>();
    for (Topic topic : topics) {
      TopicDescription description = descriptions.get(name(topic));
      Config actual = configs.get(resource(topic));
      if (description == null || actual == null) {
        missing.add(name(topic));
      } else {
        drift(drift, topic, description, actual);
      }
    }
    return new Report(missing, drift);
  }

  /**
   * Creates what is missing, waits until the brokers know of it, then checks; what differs is
   * reported, never changed.
   *
   * @throws ExecutionException also when a topic that was created is not known within 30 s
   */
  public Report ensure() throws InterruptedException, ExecutionException {
    var missing = check().missing();
    var specs =
        Arrays.stream(Topic.values())
            .filter(topic -> missing.contains(name(topic)))
            .map(this::spec)
            .toList();
    for (var creation : admin.createTopics(specs).values().values()) {
      try {
        creation.get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    return new Report(missing, everywhere().drift());
  }

  /**
   * A check that finds everything: a broker hears of a new topic later than the one that made it.
   */
  private Report everywhere() throws InterruptedException, ExecutionException {
    long untilNanos = System.nanoTime() + SPREAD.toNanos();
    Report report = check();
    while (!report.missing().isEmpty()) {
      if (System.nanoTime() > untilNanos) {
        throw new ExecutionException(
            new TimeoutException(
                "created, but not known to a broker within " + SPREAD + ": " + report.missing()));
      }
      TimeUnit.MILLISECONDS.sleep(AGAIN_MS);
      report = check();
    }
    return report;
  }

  /** What the asked broker tells, without the topics that it does not know. */
  private static <K, V> Map<K, V> known(Map<K, KafkaFuture<V>> answers)
      throws InterruptedException, ExecutionException {
    Map<K, V> known = new HashMap<>();
    for (var answer : answers.entrySet()) {
      try {
        known.put(answer.getKey(), answer.getValue().get());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return known;
  }

  private void drift(List<Drift> drift, Topic topic, TopicDescription description, Config actual) {
    String name = name(topic);
    var partitions = description.partitions();
    compare(drift, name, "partitions", partitions.size(), config.partitions());
    if (config.replication() > 0) {
      compare(
          drift, name, "replication", partitions.get(0).replicas().size(), config.replication());
    }
    topic
        .configs()
        .forEach((key, value) -> compare(drift, name, key, actual.get(key).value(), value));
  }

  private static void compare(
      List<Drift> drift, String topic, String key, Object actual, Object expected) {
    if (!actual.toString().equals(expected.toString())) {
      drift.add(new Drift(topic, key, actual.toString(), expected.toString()));
    }
  }

  private NewTopic spec(Topic topic) {
    return new NewTopic(name(topic), config.partitions(), config.replication())
        .configs(new HashMap<>(topic.configs()));
  }

  private ConfigResource resource(Topic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, name(topic));
  }

  private String name(Topic topic) {
    return topic.name(config.topicPrefix());
  }
}
