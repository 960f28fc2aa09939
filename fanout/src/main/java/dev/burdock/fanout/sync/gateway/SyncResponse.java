package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.StickyItem;
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

  SyncResponse holding(Page page) {
    return new SyncResponse(answer, page.items());
  }
}
