package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.TokenCodec;
import dev.burdock.fanout.sync.http.StickyJson;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.json.JsonSpan;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sliding sync with the extension of MSC4480, which has a token of its own (R18). */
final class SlidingSync implements SyncDialect {
  private final String uri;
  private final SlidingRequest request;
  private final SyncToken since;

  /**
   * A request whose extension is enabled.
   *
   * @param uri as the client sent it
   * @param since what its extension's {@code since} holds
   */
  SlidingSync(String uri, SlidingRequest request, SyncToken since) {
    this.uri = uri;
    this.request = request;
    this.since = since;
  }

  @Override
  public SyncToken since() {
    return since;
  }

  @Override
  public boolean asksFor(String roomId) {
    return request.asksFor(roomId);
  }

  @Override
  public int limit() {
    return request.limit();
  }

  @Override
  public long timeoutMs() {
    return request.timeoutMs();
  }

  @Override
  public boolean resumes() {
    return !request.pos().isEmpty();
  }

  @Override
  public String uri(boolean atOnce) {
    if (request.inBody()) {
      return uri;
    }
    String unwrapped =
        RawQuery.map(
            uri,
            (name, value) ->
                switch (name) {
                  case "pos" -> request.pos();
                  case "timeout" -> RawQuery.atMost(timeoutMs(), value);
                  default -> value;
                });
    return atOnce ? RawQuery.with(unwrapped, "timeout", "0") : unwrapped;
  }

  @Override
  public Buffer body(boolean atOnce) {
    return request.forUpstream(atOnce);
  }

  @Override
  public UpstreamSummary read(JsonSpan answer) {
    List<JsonSpan> timeline = new ArrayList<>();
    answer
        .get("rooms")
        .ifPresent(
            rooms ->
                rooms
                    .members()
                    .forEach(
                        room ->
                            room.value()
                                .get("timeline")
                                .ifPresent(events -> timeline.addAll(events.elements()))));
    List<JsonSpan> accountData =
        answer.at("extensions", "account_data", "global").map(JsonSpan::elements).orElse(List.of());
    return UpstreamSummary.of(timeline, Set.of(), UpstreamSummary.ignoredIn(accountData));
  }

  @Override
  public Buffer merge(JsonSpan answer, Page page, long now) {
    if (!answer.isObject()) {
      return keep(answer);
    }
    JsonEdits edits = new JsonEdits(answer);
    Map<String, byte[]> ours =
        page.items().isEmpty() && page.next().equals(since) && !request.since().isEmpty()
            ? Map.of()
            : Map.of(request.extension(), extension(page, now).getBytes());
    JsonSpan extensions = answer.get("extensions").filter(JsonSpan::isObject).orElse(null);
    if (extensions != null) {
      edits.members(extensions, SlidingRequest.EXTENSIONS, ours);
    } else if (!ours.isEmpty()) {
      edits.set(answer, "extensions", JsonEdits.object(ours));
    }
    return Buffer.buffer(edits.apply());
  }

  @Override
  public Buffer keep(JsonSpan answer) {
    return Buffer.buffer(answer.json());
  }

  private Buffer extension(Page page, long now) {
    StickyJson json = new StickyJson(request.names());
    Buffer out =
        Buffer.buffer("{\"next_batch\":")
            .appendBytes(JsonEdits.quoted(TokenCodec.encode(page.next())))
            .appendString(",\"rooms\":{");
    boolean first = true;
    for (Map.Entry<String, List<StickyItem>> room : StickyJson.byRoom(page.items()).entrySet()) {
      out.appendString(first ? "" : ",")
          .appendBytes(JsonEdits.quoted(room.getKey()))
          .appendString(":")
          .appendBuffer(json.section(room.getValue(), now));
      first = false;
    }
    return out.appendString("}}");
  }
}
