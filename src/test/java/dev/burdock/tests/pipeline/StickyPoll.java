package dev.burdock.tests.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SyncResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client that long-polls over chained tokens and keeps each sticky event that it was shown. */
public final class StickyPoll {
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final MatrixClient client;
  private final String room;
  private final List<JsonNode> events = new ArrayList<>();
  private String since;

  /**
   * For one room of a user.
   *
   * @param since where it starts; null: from the beginning
   */
  public StickyPoll(MatrixClient client, String room, String since) {
    this.client = client;
    this.room = room;
    this.since = since;
  }

  /** Polls once, for a second at most; returns the sticky events so far, repetitions kept. */
  public List<JsonNode> next() {
    SyncResponse response = client.sync(since, WAIT);
    since = response.nextBatch();
    events.addAll(response.sticky(room));
    response.timeline(room).stream()
        .filter(event -> event.has("msc4354_sticky"))
        .forEach(events::add);
    return List.copyOf(events);
  }

  /** As {@link #next}, ids alone. */
  public List<String> nextIds() {
    return next().stream().map(event -> event.get("event_id").textValue()).toList();
  }
}
