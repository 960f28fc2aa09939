package dev.burdock.streams.processor;

import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.user.UserRoom;
import dev.burdock.streams.domain.Decision;
import dev.burdock.streams.metrics.RoomMetrics;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Tells what was decided: to the topics, and to the counters. */
final class Emitter {
  private final ProcessorContext<String, SpecificRecord> context;
  private final RoomMetrics metrics;

  Emitter(ProcessorContext<String, SpecificRecord> context, RoomMetrics metrics) {
    this.context = context;
    this.metrics = metrics;
  }

  void emit(Decision decision, long timestampMs) {
    for (Delivery delivery : decision.deliveries()) {
      forward(delivery.getRoomId(), delivery, timestampMs, Names.DELIVERIES_SINK);
    }
    for (Decision.Push push : decision.pushes()) {
      metrics.pushed(push.outbound().getCause());
      String partition = Integer.toString(push.partition());
      forward(partition, push.outbound(), timestampMs, Names.OUTBOUND_SINK);
    }
    for (UserRoom userRoom : decision.userRooms()) {
      forward(userRoom.getUserId(), userRoom, timestampMs, Names.USER_ROOMS_SINK);
    }
    for (Decision.MapChange change : decision.mapChanges()) {
      forward(MapKeys.text(change.key()), change.entry(), timestampMs, Names.STICKY_MAP_SINK);
    }
    decision.notes().forEach(metrics::judged);
    decision.deferrals().forEach(metrics::deferred);
  }

  /** Writes a record of room-events, received now by the topology itself. */
  void release(RoomEvent event) {
    forward(event.getRoomId(), event, event.getReceivedTs(), Names.RELEASES_SINK);
  }

  private void forward(String key, SpecificRecord value, long timestampMs, String sink) {
    context.forward(new Record<>(key, value, timestampMs), sink);
  }
}
