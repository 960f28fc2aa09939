package dev.burdock.streams.processor;

import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.user.UserRoom;
import dev.burdock.streams.domain.Decision;
import dev.burdock.streams.metrics.RoomMetrics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Tells what was decided: to the topics, and to the counters. */
final class Emitter {
  private final ProcessorContext<String, byte[]> context;
  private final OutputCodecs codecs;
  private final RoomMetrics metrics;

  Emitter(ProcessorContext<String, byte[]> context, OutputCodecs codecs, RoomMetrics metrics) {
    this.context = context;
    this.codecs = codecs;
    this.metrics = metrics;
  }

  /** A record of an output topic, ready to be sent. */
  record Output(String sink, Record<String, byte[]> record) {}

  void emit(Decision decision, long timestampMs) {
    send(encoded(decision, timestampMs));
    count(decision);
  }

  /** What a decision tells, in order; whatever cannot be encoded fails here. */
  List<Output> encoded(Decision decision, long timestampMs) {
    List<Output> outputs = new ArrayList<>();
    for (Delivery delivery : decision.deliveries()) {
      byte[] value = codecs.deliveries().encode(delivery);
      outputs.add(output(Names.DELIVERIES_SINK, delivery.getRoomId(), value, timestampMs));
    }
    for (Decision.Push push : decision.pushes()) {
      byte[] value = codecs.outbound().encode(push.outbound());
      String partition = Integer.toString(push.partition());
      outputs.add(output(Names.OUTBOUND_SINK, partition, value, timestampMs));
    }
    for (UserRoom userRoom : decision.userRooms()) {
      byte[] value = codecs.userRooms().encode(userRoom);
      outputs.add(output(Names.USER_ROOMS_SINK, userRoom.getUserId(), value, timestampMs));
    }
    for (Decision.MapChange change : decision.mapChanges()) {
      byte[] value = change.entry() == null ? null : codecs.stickyMap().encode(change.entry());
      outputs.add(output(Names.STICKY_MAP_SINK, MapKeys.text(change.key()), value, timestampMs));
    }
    return outputs;
  }

  void send(List<Output> outputs) {
    outputs.forEach(output -> context.forward(output.record(), output.sink()));
  }

  void count(Decision decision) {
    decision.pushes().forEach(push -> metrics.pushed(push.outbound().getCause()));
    decision.notes().forEach(metrics::judged);
    decision.deferrals().forEach(metrics::deferred);
  }

  /** Writes a record of room-events, received now by the topology itself. */
  void release(RoomEvent event) {
    byte[] value = codecs.roomEvents().encode(event);
    send(List.of(output(Names.RELEASES_SINK, event.getRoomId(), value, event.getReceivedTs())));
  }

  private static Output output(String sink, String key, byte[] value, long timestampMs) {
    return new Output(sink, new Record<>(key, value, timestampMs));
  }
}
