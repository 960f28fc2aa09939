package dev.burdock.fanout.federation.retry;

import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records that Kafka takes all together or not at all. */
final class KafkaTransaction {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaTransaction.class);

  private final Producer<byte[], byte[]> producer;

  KafkaTransaction(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Whether Kafka has the records; false when it is worth another try.
   *
   * @throws KafkaException when another worker has taken over, or the producer is of no use any
   *     more
   */
  boolean write(List<ProducerRecord<byte[], byte[]>> records) {
    try {
      producer.beginTransaction();
      for (ProducerRecord<byte[], byte[]> record : records) {
        var unused = producer.send(record, KafkaTransaction::sent);
      }
      patiently(producer::commitTransaction);
      return true;
    } catch (ProducerFencedException | OutOfOrderSequenceException | AuthorizationException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("transaction_again error={}", e.toString());
      patiently(producer::abortTransaction);
      return false;
    }
  }

  /** Repeats what only took too long: a commit or abort that timed out may be repeated as it is. */
  private static void patiently(Runnable work) {
    while (true) {
      try {
        work.run();
        return;
      } catch (TimeoutException e) {
        LOG.warn("transaction_waits error={}", e.toString());
      }
    }
  }

  /** The commit fails when a record did. */
  private static void sent(Object metadata, Exception error) {
    if (error != null) {
      LOG.debug("record_failed error={}", error.toString());
    }
  }
}
