package dev.burdock.deploy.destinations;

import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the oldest and the newest PDU that wait in a retry topic. */
final class WaitingReader {
  /** How many offsets before the end the newest is looked for: withdrawals are no PDUs. */
  private static final long LAST = 100;

  private final Consumer<String, byte[]> consumer;
  private final AvroCodec<Outbound> codec;

  WaitingReader(Consumer<String, byte[]> consumer, AvroCodec<Outbound> codec) {
    this.consumer = consumer;
    this.codec = codec;
  }

  /** The oldest; empty when none is found within {@code longest}. */
  Optional<WaitingRecord> oldest(RetryBacklog backlog, Duration longest) {
    return pdus(backlog, backlog.from(), true, longest).stream().findFirst();
  }

  /** The newest; empty when none is found within {@code longest}. */
  Optional<WaitingRecord> newest(RetryBacklog backlog, Duration longest) {
    long from = Math.max(backlog.from(), backlog.end() - LAST);
    return pdus(backlog, from, false, longest).stream().reduce((first, last) -> last);
  }

  private List<WaitingRecord> pdus(
      RetryBacklog backlog, long from, boolean onlyOne, Duration longest) {
    TopicPartition partition = new TopicPartition(backlog.topic(), 0);
    List<WaitingRecord> pdus = new ArrayList<>();
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    TopicReads.poll(
        consumer,
        () -> consumer.position(partition) >= backlog.end() || (onlyOne && !pdus.isEmpty()),
        longest,
        record -> {
          if (!onlyOne || pdus.isEmpty()) {
            pdu(record).ifPresent(pdus::add);
          }
        });
    return pdus;
  }

  private Optional<WaitingRecord> pdu(ConsumerRecord<String, byte[]> record) {
    try {
      return Optional.ofNullable(record.value())
          .map(codec::decode)
          .filter(outbound -> outbound.getPdu() != null)
          .map(outbound -> WaitingRecord.of(record.offset(), outbound));
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }
}
