package dev.burdock.streams.processor;

import dev.burdock.schemas.outbound.CatchUpRequest;
import dev.burdock.streams.domain.CatchUp;
import dev.burdock.streams.state.Codecs;
import dev.burdock.streams.state.RoomStores;
import dev.burdock.streams.state.Staging;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Answers requests of the topic catch-up from the stores of the room half; changes nothing. */
public final class CatchUpProcessor implements Processor<String, CatchUpRequest, String, byte[]> {
  private final RoomSettings settings;
  private final Codecs codecs;
  private final OutputCodecs outputs;
  private RoomStores stores;
  private CatchUp catchUp;
  private Emitter emitter;
  private int partition;

  public CatchUpProcessor(RoomSettings settings, Codecs codecs, OutputCodecs outputs) {
    this.settings = settings;
    this.codecs = codecs;
    this.outputs = outputs;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    stores = TaskStores.of(context, codecs, new Staging());
    catchUp = new CatchUp(stores, settings.ours(), settings.partitions());
    emitter = new Emitter(context, outputs, settings.metrics());
    partition = context.taskId().partition();
  }

  @Override
  public void process(Record<String, CatchUpRequest> record) {
    if (record.value() != null) {
      stores.index();
      emitter.emit(
          catchUp.judge(record.value(), partition, record.timestamp()), record.timestamp());
    }
  }
}
