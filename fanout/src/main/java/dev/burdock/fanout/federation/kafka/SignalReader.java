package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.lane.Dispatcher;
import dev.burdock.schemas.alive.OriginAlive;
import dev.burdock.schemas.destination.Command;
import dev.burdock.schemas.destination.DestinationCommand;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import dev.burdock.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads which remote servers are alive (R25) and what operators want. Every worker
 * reads all of it; what is said of another worker's destinations changes nothing here.
 */
public final class SignalReader implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SignalReader.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final AvroCodec<OriginAlive> alive;
  private final AvroCodec<DestinationCommand> commands;
  private final String aliveTopic;
  private final String commandsTopic;
  private final BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters;
  private final Dispatcher dispatcher;
  private final Executor engine;
  private volatile boolean stopping;

  /**
   * @param deadLetters gets each record that cannot be read, with the reason
   */
  public SignalReader(
      Consumer<byte[], byte[]> consumer,
      SchemaRegistry registry,
      String topicPrefix,
      BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters,
      Dispatcher dispatcher,
      Executor engine) {
    this.consumer = consumer;
    this.alive = new AvroCodec<>(registry, OriginAlive.class);
    this.commands = new AvroCodec<>(registry, DestinationCommand.class);
    this.aliveTopic = Topic.ALIVE.name(topicPrefix);
    this.commandsTopic = Topic.DESTINATION_COMMANDS.name(topicPrefix);
    this.deadLetters = deadLetters;
    this.dispatcher = dispatcher;
    this.engine = engine;
  }

  public void stop() {
    stopping = true;
    consumer.wakeup();
  }

  @Override
  public void run() {
    try (consumer) {
      start();
      while (!stopping) {
        poll();
      }
    } catch (WakeupException e) {
      LOG.debug("stopping");
    }
  }

  /** All partitions, from now on. */
  private void start() {
    List<TopicPartition> all = new ArrayList<>(partitions(aliveTopic));
    all.addAll(partitions(commandsTopic));
    consumer.assign(all);
    consumer.seekToEnd(all);
  }

  private List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /** What the registry keeps from being read is read again, with all that came after it. */
  private void poll() {
    try {
      Map<TopicPartition, Long> again = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (!again.isEmpty() || !isTaken(record)) {
          again.putIfAbsent(
              new TopicPartition(record.topic(), record.partition()), record.offset());
        }
      }
      again.forEach(consumer::seek);
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("signals_again error={}", e.toString());
    }
  }

  private boolean isTaken(ConsumerRecord<byte[], byte[]> record) {
    try {
      take(record);
      return true;
    } catch (RegistryException e) {
      LOG.warn("signals_again error={}", e.toString());
      return false;
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(aliveTopic)) {
        String origin = alive.decode(record.value()).getOrigin();
        engine.execute(() -> dispatcher.wake(origin));
      } else {
        if (record.key() == null) {
          throw new UnreadableRecordException("no key", null);
        }
        String destination = new String(record.key(), StandardCharsets.UTF_8);
        Command command = commands.decode(record.value()).getCommand();
        LOG.info("command={} destination={}", command, destination);
        engine.execute(
            () -> {
              switch (command) {
                case RETRY -> dispatcher.retry(destination);
                case FORGET -> dispatcher.forget(destination);
                default -> LOG.warn("command={} unknown", command);
              }
            });
      }
    } catch (UnreadableRecordException e) {
      deadLetters.accept(record, e.getMessage());
    }
  }
}
