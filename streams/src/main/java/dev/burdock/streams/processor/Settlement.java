package dev.burdock.streams.processor;

import dev.burdock.streams.domain.Decision;
import dev.burdock.streams.state.RoomStores;
import dev.burdock.streams.state.Staging;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * Makes of a decision what it changes and tells: everything, or nothing when the record is at fault
 * (ADR 0082). What a record can make fail, all of its encoding, is done before the first write;
 * what fails afterwards ends the thread, and with it the Kafka transaction.
 */
final class Settlement {
  private final Staging staging;
  private final RoomStores stores;
  private final Emitter emitter;

  Settlement(Staging staging, RoomStores stores, Emitter emitter) {
    this.staging = staging;
    this.stores = stores;
    this.emitter = emitter;
  }

  /**
   * Settles a record.
   *
   * @param last what is to be written behind the changes
   */
  void settle(Decision decision, Runnable last, long timestampMs) {
    List<Emitter.Output> outputs = emitter.encoded(decision, timestampMs);
    staging.collect(
        () -> {
          decision.apply(stores);
          last.run();
        });
    try {
      staging.write();
      emitter.send(outputs);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StreamsException("a record's changes were made in part", e);
    }
    emitter.count(decision);
  }
}
