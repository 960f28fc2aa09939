package dev.burdock.streams.topology;

import dev.burdock.schemas.topic.DeadLetterHeaders;
import dev.burdock.streams.metrics.RoomMetrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/** Makes dead letters of records that cannot be taken: as they came, with the reason in headers. */
final class DeadLetterRecords {
  /** Where the handlers, which Kafka Streams makes itself, find the {@link RoomMetrics}. */
  static final String METRICS_CONFIG = "burdock.metrics";

  private final String topic;
  private final RoomMetrics metrics;

  private DeadLetterRecords(String topic, RoomMetrics metrics) {
    this.topic = topic;
    this.metrics = metrics;
  }

  /** As the configuration of Kafka Streams says. */
  static DeadLetterRecords of(Map<String, ?> configs) {
    return new DeadLetterRecords(
        (String) configs.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG),
        (RoomMetrics) configs.get(METRICS_CONFIG));
  }

  List<ProducerRecord<byte[], byte[]>> of(
      ErrorHandlerContext context, byte[] key, byte[] value, Exception failure) {
    metrics.deadLetter();
    String source = context.topic() + "-" + context.partition() + "@" + context.offset();
    RecordHeaders headers = new RecordHeaders();
    headers.add(DeadLetterHeaders.REASON, utf8(reason(failure)));
    headers.add(DeadLetterHeaders.SOURCE, utf8(source));
    return List.of(new ProducerRecord<>(topic, null, null, key, value, headers));
  }

  /** The innermost message: what wraps it says only where. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
