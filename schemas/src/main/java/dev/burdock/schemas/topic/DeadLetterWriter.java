package dev.burdock.schemas.topic;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts records that cannot be read into the dead-letter topic, as they came. */
public final class DeadLetterWriter implements BiConsumer<ConsumerRecord<byte[], byte[]>, String> {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);

  private final Consumer<ProducerRecord<byte[], byte[]>> producer;
  private final String topic;

  /**
   * @param producer sends a record, without waiting
   */
  public DeadLetterWriter(Consumer<ProducerRecord<byte[], byte[]>> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record, String reason) {
    String source = record.topic() + "-" + record.partition() + "@" + record.offset();
    LOG.warn("dead_letter source={} reason=\"{}\"", source, reason);
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(topic, record.key(), record.value());
    letter.headers().add(DeadLetterHeaders.REASON, utf8(reason));
    letter.headers().add(DeadLetterHeaders.SOURCE, utf8(source));
    producer.accept(letter);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
