package dev.burdock.streams.processor;

import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.streams.domain.Arrival;
import dev.burdock.streams.domain.Decision;
import dev.burdock.streams.domain.Judge;
import dev.burdock.streams.domain.Note;
import dev.burdock.streams.state.Codecs;
import dev.burdock.streams.state.RoomStores;
import dev.burdock.streams.state.Staging;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Judges the records of room-events, keeps what they mean, and tells it. */
public final class RoomProcessor implements Processor<String, RoomEvent, String, byte[]> {
  private final RoomSettings settings;
  private final Codecs codecs;
  private final OutputCodecs outputs;
  private ProcessorContext<String, byte[]> context;
  private RoomStores stores;
  private Judge judge;
  private Settlement settlement;

  public RoomProcessor(RoomSettings settings, Codecs codecs, OutputCodecs outputs) {
    this.settings = settings;
    this.codecs = codecs;
    this.outputs = outputs;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
    Staging staging = new Staging();
    stores = TaskStores.of(context, codecs, staging);
    judge =
        new Judge(
            stores,
            settings.ours(),
            settings.partitions(),
            settings.expiry().dedupeMs(),
            settings.inbound().limits());
    Emitter emitter = new Emitter(context, outputs, settings.metrics());
    settlement = new Settlement(staging, stores, emitter);
    Expirer expirer = new Expirer(settings, stores, emitter::emit);
    context.schedule(
        Duration.ofMillis(settings.expiry().intervalMs()),
        PunctuationType.WALL_CLOCK_TIME,
        timestamp -> expirer.fire());
    Releaser releaser = new Releaser(settings, stores, emitter::release);
    context.schedule(
        Duration.ofMillis(settings.inbound().intervalMs()),
        PunctuationType.WALL_CLOCK_TIME,
        timestamp -> releaser.fire());
  }

  @Override
  public void process(Record<String, RoomEvent> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    if (isMisplaced(record)) {
      settings.metrics().judged(Note.INVALID);
      applied(place, record.timestamp());
      return;
    }
    Arrival arrival =
        new Arrival(place.partition(), place.offset(), record.timestamp(), record.value());
    Decision decision = judge.judge(arrival);
    settlement.settle(decision, () -> applied(place, record.timestamp()), record.timestamp());
  }

  /** A record under another key than its room could be in any partition; so could a tombstone. */
  private static boolean isMisplaced(Record<String, RoomEvent> record) {
    return record.value() == null || !record.value().getRoomId().equals(record.key());
  }

  private void applied(RecordMetadata place, long timestampMs) {
    stores.putApplied(stores.applied().after(place.offset(), timestampMs));
  }
}
