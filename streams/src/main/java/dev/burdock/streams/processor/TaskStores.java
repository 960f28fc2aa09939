package dev.burdock.streams.processor;

import dev.burdock.streams.state.Codecs;
import dev.burdock.streams.state.RoomStores;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** Gathers the stores of a task's room half. */
final class TaskStores {
  private TaskStores() {}

  static RoomStores of(ProcessingContext context, Codecs codecs) {
    return new RoomStores(
        new RoomStores.Stores(
            store(context, Names.STICKY_STORE),
            store(context, Names.HELD_STORE),
            store(context, Names.EVENTS_STORE),
            store(context, Names.MEMBERS_STORE),
            store(context, Names.SERVERS_STORE),
            store(context, Names.AUTH_STORE),
            store(context, Names.TIMERS_STORE),
            store(context, Names.MAP_STORE),
            store(context, Names.DEFERRED_STORE),
            store(context, Names.LIMITS_STORE)),
        codecs);
  }

  private static KeyValueStore<byte[], byte[]> store(ProcessingContext context, String name) {
    return context.getStateStore(name);
  }
}
