package dev.burdock.fanout.federation.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records on their way to Kafka, sent again until it has them; used by one thread, but for {@link
 * #send}.
 */
public final class Production {
  private static final Logger LOG = LoggerFactory.getLogger(Production.class);

  private final Producer<byte[], byte[]> producer;
  private final Queue<OnItsWay> sent = new ConcurrentLinkedQueue<>();

  private record OnItsWay(ProducerRecord<byte[], byte[]> record, Future<RecordMetadata> future) {}

  public Production(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  public void send(ProducerRecord<byte[], byte[]> record) {
    sent.add(new OnItsWay(record, producer.send(record)));
  }

  /** Whether Kafka has everything; does not wait. */
  boolean settled() {
    boolean done = sent.stream().allMatch(next -> next.future().isDone());
    return done && again().isEmpty();
  }

  /** Waits until Kafka has taken, or not taken, everything; says whether it has all of it. */
  boolean flush() {
    producer.flush();
    return again().isEmpty();
  }

  /** Sends once more what Kafka did not take. */
  private List<ProducerRecord<byte[], byte[]>> again() {
    List<ProducerRecord<byte[], byte[]>> failed = new ArrayList<>();
    for (OnItsWay next = sent.poll(); next != null; next = sent.poll()) {
      try {
        next.future().get();
      } catch (ExecutionException e) {
        failed.add(next.record());
        LOG.warn("record_again error={}", e.getCause().toString());
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    failed.forEach(this::send);
    return failed;
  }
}
