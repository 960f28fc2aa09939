package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.StickyItem;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * What a client is given.
 *
 * @param answer status, headers and body
 * @param items the sticky events in it
 */
record SyncResponse(UpstreamResponse answer, List<StickyItem> items) {

  static SyncResponse of(UpstreamResponse answer) {
    return new SyncResponse(answer, List.of());
  }

  /** An answer that the homeserver has no part in. */
  static SyncResponse alone(Buffer body, Page page) {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("Content-Type", "application/json")
            .add("Cache-Control", "no-cache, no-store, must-revalidate")
            .add("Access-Control-Allow-Origin", "*")
            .add("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS")
            .add(
                "Access-Control-Allow-Headers",
                "X-Requested-With, Content-Type, Authorization, Date");
    return new SyncResponse(new UpstreamResponse(200, "OK", headers, body), page.items());
  }

  SyncResponse holding(Page page) {
    return new SyncResponse(answer, page.items());
  }
}
