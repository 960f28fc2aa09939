package dev.burdock.fanout.federation.retry;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.lane.Shelf;
import dev.burdock.schemas.topic.RetryTopic;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The retry topics in Kafka. */
final class KafkaShelf implements Shelf {
  private final String prefix;
  private final Topics topics;
  private final Appender appender;
  private final TopicReader reader;
  private final CatchUpAsker asker;

  /**
   * @param prefix of all topics of the installation
   */
  KafkaShelf(
      String prefix, Topics topics, Appender appender, TopicReader reader, CatchUpAsker asker) {
    this.prefix = prefix;
    this.topics = topics;
    this.appender = appender;
    this.reader = reader;
    this.asker = asker;
  }

  @Override
  public boolean fits(String destination) {
    return RetryTopic.name(prefix, destination).isPresent();
  }

  @Override
  public CompletionStage<Optional<String>> create(String destination) {
    return topics.create(topic(destination));
  }

  @Override
  public CompletionStage<Void> append(String destination, List<QueuedPdu> pdus) {
    return appender.append(topic(destination), pdus);
  }

  @Override
  public void appendWithdrawal(String destination, String eventId, long endTs) {
    appender.withdraw(topic(destination), eventId, endTs);
  }

  @Override
  public CompletionStage<Chunk> read(int partition, String destination) {
    return reader.read(topic(destination), partition);
  }

  @Override
  public void rewind(String destination) {
    reader.rewind(topic(destination));
  }

  @Override
  public void reopen(String destination) {
    reader.forget(topic(destination));
  }

  @Override
  public CompletionStage<Boolean> workedOff(String destination) {
    return reader.workedOff(topic(destination));
  }

  @Override
  public CompletionStage<Boolean> delete(String destination, String id) {
    return reader
        .workedOff(topic(destination))
        .thenCompose(
            nothing -> {
              if (!nothing) {
                return CompletableFuture.completedFuture(false);
              }
              reader.forget(topic(destination));
              return topics.delete(id).thenApply(done -> true);
            });
  }

  @Override
  public CompletionStage<Void> askCatchUp(String destination, long sinceTs, long askedTs) {
    return asker.ask(destination, sinceTs, askedTs);
  }

  private String topic(String destination) {
    return RetryTopic.name(prefix, destination)
        .orElseThrow(() -> new IllegalArgumentException(destination + ": makes no topic"));
  }
}
