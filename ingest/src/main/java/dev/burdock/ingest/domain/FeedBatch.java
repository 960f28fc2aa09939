package dev.burdock.ingest.domain;

import java.util.List;

/**
 * What one request brought.
 *
 * @param serverName which of our servers received the events
 * @param elements of the request, in order
 */
public record FeedBatch(String serverName, List<FeedElement> elements) {
  public FeedBatch {
    elements = List.copyOf(elements);
  }
}
