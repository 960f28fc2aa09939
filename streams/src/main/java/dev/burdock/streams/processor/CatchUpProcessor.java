package dev.burdock.streams.processor;

import dev.burdock.schemas.outbound.CatchUpRequest;
import dev.burdock.streams.domain.CatchUp;
import dev.burdock.streams.state.Codecs;
import dev.burdock.streams.state.RoomStores;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Answers requests of the topic catch-up from the stores of the room half; changes nothing. */
public final class CatchUpProcessor
    implements Processor<String, CatchUpRequest, String, SpecificRecord> {
  private final RoomSettings settings;
  private final Codecs codecs;
  private CatchUp catchUp;
  private Emitter emitter;
  private int partition;

  public CatchUpProcessor(RoomSettings settings, Codecs codecs) {
    this.settings = settings;
    this.codecs = codecs;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    RoomStores stores = TaskStores.of(context, codecs);
    catchUp = new CatchUp(stores, settings.ours(), settings.partitions());
    emitter = new Emitter(context, settings.metrics());
    partition = context.taskId().partition();
  }

  @Override
  public void process(Record<String, CatchUpRequest> record) {
    if (record.value() != null) {
      emitter.emit(
          catchUp.judge(record.value(), partition, record.timestamp()), record.timestamp());
    }
  }
}
