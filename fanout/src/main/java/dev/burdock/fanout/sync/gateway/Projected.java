package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.EventFields;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A sync whose filter names fields: the homeserver is asked for whole events, so that our logic
 * knows them, and the client gets those fields, of the timeline and of the section alike (R12).
 *
 * @param filter for whole events, JSON
 */
record Projected(SyncDialect whole, String filter, EventFields fields) implements SyncDialect {
  private static final List<String> ROOMS = List.of("join", "leave");
  private static final List<String> EVENTS =
      List.of(
          "timeline",
          "state",
          "state_after",
          "org.matrix.msc4222.state_after",
          StickyNames.UNSTABLE.syncSection(),
          StickyNames.STABLE.syncSection());

  static Projected of(SyncDialect whole, JsonSpan filter, EventFields fields) {
    return new Projected(
        whole, new String(EventFields.without(filter), StandardCharsets.UTF_8), fields);
  }

  @Override
  public SyncToken since() {
    return whole.since();
  }

  @Override
  public boolean asksFor(String roomId) {
    return whole.asksFor(roomId);
  }

  @Override
  public int limit() {
    return whole.limit();
  }

  @Override
  public long timeoutMs() {
    return whole.timeoutMs();
  }

  @Override
  public boolean takesEarlierAnswers() {
    return whole.takesEarlierAnswers();
  }

  @Override
  public boolean resumes() {
    return whole.resumes();
  }

  @Override
  public String uri(boolean atOnce) {
    return RawQuery.with(whole.uri(atOnce), "filter", filter);
  }

  @Override
  public Buffer body(boolean atOnce) {
    return whole.body(atOnce);
  }

  @Override
  public UpstreamSummary read(JsonSpan answer, String user) {
    return whole.read(answer, user);
  }

  @Override
  public Buffer merge(JsonSpan answer, StickyPart part) {
    return projected(whole.merge(answer, part));
  }

  @Override
  public Buffer keep(JsonSpan answer) {
    return projected(whole.keep(answer));
  }

  private Buffer projected(Buffer answer) {
    JsonSpan root = JsonSpan.of(answer.getBytes());
    JsonEdits edits = new JsonEdits(root);
    for (String kind : ROOMS) {
      root.at("rooms", kind)
          .ifPresent(rooms -> rooms.members().forEach(room -> project(room.value(), edits)));
    }
    return Buffer.buffer(edits.apply());
  }

  private void project(JsonSpan room, JsonEdits edits) {
    for (String list : EVENTS) {
      room.at(list, "events")
          .ifPresent(
              events ->
                  events
                      .elements()
                      .forEach(
                          event ->
                              edits.replace(
                                  event, fields.of(event.raw().getBytes(StandardCharsets.UTF_8)))));
    }
  }
}
