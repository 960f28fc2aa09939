package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.Item;
import dev.burdock.fanout.sync.domain.Page;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * What a client is given.
 *
 * @param answer status, headers and body
 * @param items the sticky events in it
 */
record SyncAnswer(Answer answer, List<Item> items) {

  static SyncAnswer of(Answer answer) {
    return new SyncAnswer(answer, List.of());
  }

  /** An answer that the homeserver has no part in. */
  static SyncAnswer alone(Buffer body, Page page) {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("Content-Type", "application/json")
            .add("Cache-Control", "no-cache, no-store, must-revalidate")
            .add("Access-Control-Allow-Origin", "*")
            .add("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS")
            .add(
                "Access-Control-Allow-Headers",
                "X-Requested-With, Content-Type, Authorization, Date");
    return new SyncAnswer(new Answer(200, "OK", headers, body), page.items());
  }

  SyncAnswer holding(Page page) {
    return new SyncAnswer(answer, page.items());
  }
}
