package dev.burdock.streams.processor;

import dev.burdock.streams.state.Codecs;
import dev.burdock.streams.state.RoomStores;
import dev.burdock.streams.state.Staging;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** Gathers the stores of a task's room half. */
final class TaskStores {
  private TaskStores() {}

  static RoomStores of(ProcessingContext context, Codecs codecs, Staging staging) {
    return new RoomStores(
        new RoomStores.Stores(
            store(context, staging, Names.STICKY_STORE),
            store(context, staging, Names.HELD_STORE),
            store(context, staging, Names.EVENTS_STORE),
            store(context, staging, Names.MEMBERS_STORE),
            store(context, staging, Names.SERVERS_STORE),
            store(context, staging, Names.AUTH_STORE),
            store(context, staging, Names.TIMERS_STORE),
            store(context, staging, Names.MAP_STORE),
            store(context, staging, Names.DEFERRED_STORE),
            store(context, staging, Names.LIMITS_STORE)),
        codecs);
  }

  private static KeyValueStore<byte[], byte[]> store(
      ProcessingContext context, Staging staging, String name) {
    return staging.over(context.getStateStore(name));
  }
}
