package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.TokenCodec;
import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.fanout.sync.http.StickyJson;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code GET /sync}: our token before the homeserver's, a section in each joined room. */
final class ClassicSync implements SyncDialect {
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final Set<String> SECTIONS =
      Set.of(StickyNames.UNSTABLE.syncSection(), StickyNames.STABLE.syncSection());

  private static final Set<String> NOT_JOINED = Set.of("leave", "invite", "knock");

  private final String uri;
  private final WrappedToken token;
  private final SyncToken since;
  private final long timeoutMs;
  private final int limit;
  private final StickyNames names;
  private final StickyJson json;

  /**
   * A request.
   *
   * @param uri as the client sent it
   * @param token the client's {@code since}; both parts empty for a first sync
   * @param since our part of it
   * @param timeoutMs longest wait; where the client asks for more, the homeserver is asked for this
   */
  ClassicSync(
      String uri,
      WrappedToken token,
      SyncToken since,
      long timeoutMs,
      int limit,
      StickyNames names) {
    this.uri = uri;
    this.token = token;
    this.since = since;
    this.timeoutMs = timeoutMs;
    this.limit = limit;
    this.names = names;
    this.json = new StickyJson(names);
  }

  @Override
  public SyncToken since() {
    return since;
  }

  @Override
  public boolean asksFor(String roomId) {
    return true;
  }

  @Override
  public int limit() {
    return limit;
  }

  @Override
  public long timeoutMs() {
    return timeoutMs;
  }

  @Override
  public boolean resumes() {
    return !token.upstream().isEmpty();
  }

  @Override
  public String uri(boolean atOnce) {
    String unwrapped =
        RawQuery.map(
            uri,
            (name, value) ->
                switch (name) {
                  case "since" -> token.upstream();
                  case "timeout" -> RawQuery.atMost(timeoutMs, value);
                  default -> value;
                });
    return atOnce ? RawQuery.with(unwrapped, "timeout", "0") : unwrapped;
  }

  @Override
  public Buffer body(boolean atOnce) {
    return Buffer.buffer();
  }

  @Override
  public UpstreamSummary read(JsonSpan answer) {
    List<JsonSpan> timeline = new ArrayList<>();
    Set<String> notJoined = new HashSet<>();
    for (JsonSpan.Member kind : answer.get("rooms").map(JsonSpan::members).orElse(List.of())) {
      for (JsonSpan.Member room : kind.value().members()) {
        if (kind.name().equals("join")) {
          room.value()
              .at("timeline", "events")
              .ifPresent(events -> timeline.addAll(events.elements()));
        } else if (NOT_JOINED.contains(kind.name())) {
          notJoined.add(room.name());
        }
      }
    }
    List<JsonSpan> accountData =
        answer.at("account_data", "events").map(JsonSpan::elements).orElse(List.of());
    return UpstreamSummary.of(timeline, notJoined, UpstreamSummary.ignoredIn(accountData));
  }

  @Override
  public Buffer merge(JsonSpan answer, Page page, long now) {
    if (!answer.isObject()) {
      return keep(answer);
    }
    JsonEdits edits = new JsonEdits(answer);
    answer
        .get("next_batch")
        .ifPresent(next -> edits.replace(next, wrapped(page.next(), next.text())));
    Map<String, List<StickyItem>> rooms = StickyJson.byRoom(page.items());
    JsonSpan join = answer.at("rooms", "join").filter(JsonSpan::isObject).orElse(null);
    if (join != null) {
      for (JsonSpan.Member room : join.members()) {
        List<StickyItem> items = rooms.remove(room.name());
        Map<String, byte[]> section =
            items == null ? Map.of() : section(room.name(), items, page, now);
        if (room.value().isObject()) {
          edits.members(room.value(), SECTIONS, section);
        } else if (items != null) {
          edits.replace(room.value(), JsonEdits.object(section));
        }
      }
    }
    if (rooms.isEmpty()) {
      return Buffer.buffer(edits.apply());
    }
    Map<String, byte[]> others = others(rooms, page, now);
    JsonSpan all = answer.get("rooms").filter(JsonSpan::isObject).orElse(null);
    if (join != null) {
      edits.members(join, Set.of(), others);
    } else if (all != null) {
      edits.set(all, "join", JsonEdits.object(others));
    } else {
      edits.set(answer, "rooms", JsonEdits.object(Map.of("join", JsonEdits.object(others))));
    }
    return Buffer.buffer(edits.apply());
  }

  @Override
  public Buffer keep(JsonSpan answer) {
    JsonEdits edits = new JsonEdits(answer);
    answer
        .get("next_batch")
        .ifPresent(
            next ->
                edits.replace(
                    next, JsonEdits.quoted(new WrappedToken(token.sticky(), next.text()).text())));
    return Buffer.buffer(edits.apply());
  }

  private Map<String, byte[]> section(String roomId, List<StickyItem> items, Page page, long now) {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put(names.syncSection(), json.section(items, now).getBytes());
    if (page.cutRooms().contains(roomId)) {
      members.put(StickyJson.LIMITED_NAME, TRUE);
    }
    return members;
  }

  /** Rooms that the homeserver has nothing to say of: clients expect a timeline in each. */
  private Map<String, byte[]> others(Map<String, List<StickyItem>> rooms, Page page, long now) {
    Map<String, byte[]> objects = new LinkedHashMap<>();
    rooms.forEach(
        (roomId, items) -> {
          Map<String, byte[]> members = new LinkedHashMap<>();
          Buffer timeline = Buffer.buffer("{\"events\":[],\"limited\":false");
          if (!token.upstream().isEmpty()) {
            timeline
                .appendString(",\"prev_batch\":")
                .appendBytes(JsonEdits.quoted(token.upstream()));
          }
          members.put("timeline", timeline.appendString("}").getBytes());
          members.putAll(section(roomId, items, page, now));
          objects.put(roomId, JsonEdits.object(members));
        });
    return objects;
  }

  private static byte[] wrapped(SyncToken sticky, String upstream) {
    return JsonEdits.quoted(new WrappedToken(TokenCodec.encode(sticky), upstream).text());
  }
}
