package dev.burdock.fanout.federation.retry;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.topic.RetryTopic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and deletes retry topics: those that are asked for together are made together. */
final class Topics {
  private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
  private static final int BATCH = 200;
  private static final int MOST_TRIES = 3;

  private final Admin admin;
  private final KafkaConfig kafka;
  private final Map<String, Wanted> wanted = new LinkedHashMap<>();
  private boolean creating;

  Topics(Admin admin, KafkaConfig kafka) {
    this.admin = admin;
    this.kafka = kafka;
  }

  /**
   * A topic that is to be made.
   *
   * @param tries how often that was tried before
   */
  private record Wanted(CompletableFuture<Optional<String>> id, int tries) {}

  /** Makes a topic; gives its id, or nothing when it cannot be made. */
  CompletionStage<Optional<String>> create(String topic) {
    CompletableFuture<Optional<String>> id;
    synchronized (this) {
      id = wanted.computeIfAbsent(topic, any -> new Wanted(new CompletableFuture<>(), 0)).id();
    }
    next();
    return id;
  }

  /** Deletes the topic of an id; one that is gone already is fine. */
  CompletionStage<Void> delete(String id) {
    TopicCollection ids = TopicCollection.ofTopicIds(List.of(Uuid.fromString(id)));
    return admin
        .deleteTopics(ids)
        .all()
        .toCompletionStage()
        .exceptionally(
            error -> {
              Throwable cause = error instanceof CompletionException ? error.getCause() : error;
              if (cause instanceof UnknownTopicIdException
                  || cause instanceof UnknownTopicOrPartitionException) {
                return null;
              }
              LOG.warn("retry_topic_not_deleted id={} error={}", id, cause.toString());
              throw new CompletionException(cause);
            });
  }

  /** The ids of those destinations' topics that exist, by destination. */
  Map<String, String> ids(Collection<String> destinations) {
    Map<String, KafkaFuture<TopicDescription>> described = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    for (String destination : destinations) {
      RetryTopic.name(kafka.topicPrefix(), destination)
          .ifPresent(name -> names.put(destination, name));
    }
    if (!names.isEmpty()) {
      described.putAll(admin.describeTopics(names.values()).topicNameValues());
    }
    Map<String, String> ids = new HashMap<>();
    names.forEach(
        (destination, name) ->
            await(described.get(name)).ifPresent(id -> ids.put(destination, id)));
    return ids;
  }

  private static Optional<String> await(KafkaFuture<TopicDescription> future) {
    try {
      TopicDescription topic = future.toCompletionStage().toCompletableFuture().join();
      return Optional.of(topic.topicId().toString());
    } catch (CompletionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e.getCause() instanceof KafkaException cause ? cause : e;
    }
  }

  private void next() {
    Map<String, Wanted> batch = new LinkedHashMap<>();
    synchronized (this) {
      if (creating || wanted.isEmpty()) {
        return;
      }
      creating = true;
      wanted.entrySet().stream()
          .limit(BATCH)
          .forEach(entry -> batch.put(entry.getKey(), entry.getValue()));
      wanted.keySet().removeAll(batch.keySet());
    }
    create(batch);
  }

  private void create(Map<String, Wanted> batch) {
    List<NewTopic> specs = new ArrayList<>();
    for (String name : batch.keySet()) {
      specs.add(new NewTopic(name, 1, kafka.replication()).configs(RetryTopic.configs()));
    }
    var result = admin.createTopics(specs);
    List<CompletableFuture<?>> all = new ArrayList<>();
    batch.forEach(
        (name, asked) ->
            all.add(
                result
                    .topicId(name)
                    .toCompletionStage()
                    .thenApply(Uuid::toString)
                    .exceptionallyCompose(error -> existing(name, error))
                    .thenCompose(this::visible)
                    .whenComplete((id, error) -> made(name, asked, id, error))
                    .exceptionally(error -> null)
                    .toCompletableFuture()));
    var unused =
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
            .whenComplete(
                (done, error) -> {
                  synchronized (this) {
                    creating = false;
                  }
                  next();
                });
  }

  private CompletionStage<String> existing(String name, Throwable error) {
    if (cause(error) instanceof TopicExistsException) {
      return admin
          .describeTopics(List.of(name))
          .topicNameValues()
          .get(name)
          .toCompletionStage()
          .thenApply(topic -> topic.topicId().toString());
    }
    return CompletableFuture.failedFuture(cause(error));
  }

  /** Passes an id on once the brokers know it, so that the first append finds its topic. */
  private CompletionStage<String> visible(String id) {
    return admin
        .describeTopics(TopicCollection.ofTopicIds(List.of(Uuid.fromString(id))))
        .allTopicIds()
        .toCompletionStage()
        .handle((known, error) -> id);
  }

  /** Tries again what may go better another time: with a controller that answers. */
  private void made(String name, Wanted asked, String id, Throwable error) {
    if (error == null) {
      asked.id().complete(Optional.of(id));
      return;
    }
    LOG.warn("retry_topic_not_made topic={} error={}", name, cause(error).toString());
    if (asked.tries() + 1 >= MOST_TRIES || !(cause(error) instanceof RetriableException)) {
      asked.id().complete(Optional.empty());
      return;
    }
    Wanted again = new Wanted(asked.id(), asked.tries() + 1);
    synchronized (this) {
      Wanted other = wanted.putIfAbsent(name, again);
      if (other != null) {
        var unused = other.id().thenAccept(asked.id()::complete);
      }
    }
  }

  private static Throwable cause(Throwable error) {
    return error instanceof CompletionException ? error.getCause() : error;
  }
}
