package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.domain.PushCause;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.RecentPushes;
import dev.burdock.fanout.federation.domain.Source;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.schemas.offset.OffsetTracker;
import dev.burdock.schemas.outbound.CatchUpAnswer;
import dev.burdock.schemas.outbound.Cause;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** From the records of topic outbound to what the lanes take up. Used by one thread. */
public final class OutboundDecoder {
  private static final int REMEMBERED = 100_000;

  private final AvroCodec<Outbound> codec;
  private final OutboundRecords records;
  private final BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters;
  private final FederationMetrics metrics;
  private RecentPushes seen = new RecentPushes(REMEMBERED);

  /**
   * @param deadLetters takes records that cannot be read, with the reason
   */
  public OutboundDecoder(
      AvroCodec<Outbound> codec,
      OutboundRecords records,
      BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters,
      FederationMetrics metrics) {
    this.codec = codec;
    this.records = records;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
  }

  /** Forgets what was read: it may come again, and not be a repetition, when partitions move. */
  void forget() {
    seen = new RecentPushes(REMEMBERED);
  }

  /**
   * Adds a record to what was polled and to the tracker of its partition.
   *
   * @throws dev.burdock.schemas.registry.RegistryException retriable; nothing is changed then
   */
  void add(ConsumerRecord<byte[], byte[]> record, OffsetTracker tracker, PolledRecords polled) {
    try {
      if (record.value() == null) {
        throw new UnreadableRecordException("no value", null);
      }
      Outbound outbound = codec.decode(record.value());
      CatchUpAnswer answer = outbound.getCatchUp();
      if (answer != null && outbound.getPdu() == null) {
        records
            .destinations(outbound)
            .forEach(
                name ->
                    polled.caughtUp(
                        record.partition(),
                        name,
                        answer.getPartition(),
                        answer.getAskedTs(),
                        record.offset()));
        tracker.begin(record.offset(), 0, 0);
        return;
      }
      if (outbound.getPdu() == null) {
        polled.withdraw(outbound.getEventId(), outbound.getEndTs(), records.destinations(outbound));
        tracker.begin(record.offset(), 0, 0);
        return;
      }
      List<String> destinations = destinations(outbound, record.timestamp());
      if (destinations.isEmpty()) {
        tracker.begin(record.offset(), 0, 0);
        return;
      }
      PushCause cause = PushCause.valueOf(outbound.getCause().name());
      QueuedPdu pdu = records.pdu(outbound).pushed(cause, record.timestamp(), record.offset());
      Source source = tracker.begin(record.offset(), destinations.size(), pdu.size())::run;
      long askedTs = answer == null ? 0 : answer.getAskedTs();
      polled.arrive(record.partition(), pdu, destinations, askedTs, source);
    } catch (UnreadableRecordException e) {
      metrics.skipped("unreadable");
      deadLetters.accept(record, e.getMessage());
      tracker.begin(record.offset(), 0, 0);
    }
  }

  private List<String> destinations(Outbound outbound, long causedTs) {
    List<String> destinations = records.destinations(outbound);
    boolean repeated =
        outbound.getCause() != Cause.CATCH_UP
            && !seen.first(
                outbound.getEventId(),
                outbound.getCause() == Cause.SERVER_JOINED,
                causedTs,
                destinations);
    if (repeated) {
      metrics.skipped("repeated");
      return List.of();
    }
    return destinations;
  }
}
