package dev.burdock.fanout.federation.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records on their way to Kafka; used by one thread. */
public final class Production {
  private static final Logger LOG = LoggerFactory.getLogger(Production.class);

  private final Producer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  public Production(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  public void send(ProducerRecord<byte[], byte[]> record) {
    sent.add(producer.send(record));
  }

  /** Whether Kafka has taken, or not taken, everything; does not wait. */
  boolean settled() {
    return sent.stream().allMatch(Future::isDone);
  }

  /** Waits until that is so; says how many records Kafka did not take. */
  int flush() {
    producer.flush();
    return lost();
  }

  /** How many records Kafka did not take, once everything is {@link #settled}. */
  int lost() {
    int lost = 0;
    for (Future<RecordMetadata> future : sent) {
      try {
        future.get();
      } catch (ExecutionException e) {
        lost++;
        LOG.warn("record_lost error={}", e.getCause().toString());
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    sent.clear();
    return lost;
  }
}
