package dev.burdock.deploy.destinations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.Locale;

/** A row as one line of JSON, in ASCII; times in ms, what is not known left out. */
public final class DestinationJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private DestinationJson() {}

  public static String of(DestinationRow row) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("destination", row.destination());
    json.put("waiting", row.waiting());
    row.backlog().ifPresent(backlog -> json.put("topic", backlog.topic()));
    row.standing().ifPresent(standing -> add(standing, json));
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(DestinationStatus standing, ObjectNode json) {
    json.put("lane", standing.lane().name().toLowerCase(Locale.ROOT));
    json.put("failures", standing.failures());
    json.put("pending", standing.pending());
    json.put("written_ts", standing.writtenTs());
    time("retry_ts", standing.retryTs(), json);
    time("since_ts", standing.sinceTs(), json);
    time("behind_since_ts", standing.behindSinceTs(), json);
    time("behind_until_ts", standing.behindUntilTs(), json);
    if (standing.failing()) {
      json.put("kind", standing.kind());
      json.put("last_error", standing.lastError());
    }
  }

  private static void time(String name, long ts, ObjectNode json) {
    if (ts != 0) {
      json.put(name, ts);
    }
  }
}
