package dev.burdock.ingest.domain;

import java.util.List;

/**
 * What one request brought.
 *
 * @param serverName which of our servers received the events
 * @param items its elements, in order
 */
public record Batch(String serverName, List<Item> items) {
  public Batch {
    items = List.copyOf(items);
  }
}
