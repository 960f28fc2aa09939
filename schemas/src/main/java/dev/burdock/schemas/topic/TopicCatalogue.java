package dev.burdock.schemas.topic;

import dev.burdock.schemas.config.KafkaConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Compares the topics of a cluster with those that the pipeline needs, and creates what is missing.
 */
public final class TopicCatalogue {
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
    var existing = admin.listTopics().names().get();
    Map<Boolean, List<Topic>> byPresence =
        Arrays.stream(Topic.values())
            .collect(Collectors.partitioningBy(topic -> existing.contains(name(topic))));
    List<String> missing = byPresence.get(false).stream().map(this::name).toList();
    return new Report(missing, drift(byPresence.get(true)));
  }

  /** Creates what is missing, then checks; what differs is reported, never changed. */
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
    return new Report(missing, check().drift());
  }

  private List<Drift> drift(List<Topic> topics) throws InterruptedException, ExecutionException {
    List<Drift> drift = new ArrayList<>();
    Map<String, TopicDescription> descriptions =
        admin.describeTopics(topics.stream().map(this::name).toList()).allTopicNames().get();
    Map<ConfigResource, Config> configs =
        admin.describeConfigs(topics.stream().map(this::resource).toList()).all().get();
    for (Topic topic : topics) {
      String name = name(topic);
      var partitions = descriptions.get(name).partitions();
      compare(drift, name, "partitions", partitions.size(), config.partitions());
      if (config.replication() > 0) {
        compare(
            drift, name, "replication", partitions.get(0).replicas().size(), config.replication());
      }
      Config actual = configs.get(resource(topic));
      topic
          .configs()
          .forEach((key, value) -> compare(drift, name, key, actual.get(key).value(), value));
    }
    return drift;
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
