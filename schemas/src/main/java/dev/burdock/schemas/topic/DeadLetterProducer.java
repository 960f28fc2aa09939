package dev.burdock.schemas.topic;

import dev.burdock.schemas.config.KafkaConfig;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer for the dead letters of a reader that has none, opened for the first of them. A letter
 * that Kafka does not take is logged as lost; the reader goes on. Safe for many threads.
 */
public final class DeadLetterProducer
    implements Consumer<ProducerRecord<byte[], byte[]>>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterProducer.class);
  private static final Duration CLOSE = Duration.ofSeconds(2);
  private static final Map<String, Object> PROPERTIES =
      Map.of(
          ProducerConfig.LINGER_MS_CONFIG, 0,
          ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000,
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000,
          ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);

  private final KafkaConfig kafka;
  private Producer<byte[], byte[]> producer;

  public DeadLetterProducer(KafkaConfig kafka) {
    this.kafka = kafka;
  }

  @Override
  public synchronized void accept(ProducerRecord<byte[], byte[]> letter) {
    if (producer == null) {
      producer =
          new KafkaProducer<>(
              kafka.producerProperties(PROPERTIES),
              new ByteArraySerializer(),
              new ByteArraySerializer());
    }
    var unused =
        producer.send(
            letter,
            (sent, error) -> {
              if (error != null) {
                LOG.warn("dead_letter lost topic={} error={}", letter.topic(), error.toString());
              }
            });
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close(CLOSE);
    }
  }
}
