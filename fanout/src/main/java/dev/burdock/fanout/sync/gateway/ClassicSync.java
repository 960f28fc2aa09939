package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.TokenCodec;
import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.fanout.sync.http.StickyJson;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code GET /sync}: our token before the homeserver's, a section in each joined room. */
final class ClassicSync implements SyncDialect {
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final Set<String> SECTIONS =
      Set.of(StickyNames.UNSTABLE.syncSection(), StickyNames.STABLE.syncSection());

  private static final Set<String> NOT_JOINED = Set.of("leave", "invite", "knock");

  /**
   * Counts questions that are not to wait. Each has another wait of some ms: the same request may
   * get the bytes of an earlier answer for two minutes (Synapse's sync_response_cache_duration).
   */
  private static final AtomicInteger HURRIES = new AtomicInteger();

  private final String uri;
  private final WrappedToken token;
  private final SyncToken since;
  private final long timeoutMs;
  private final int limit;
  private final StickyNames names;

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
  public boolean takesEarlierAnswers() {
    return true;
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
    return atOnce
        ? RawQuery.with(unwrapped, "timeout", Integer.toString(1 + HURRIES.getAndIncrement() % 32))
        : unwrapped;
  }

  @Override
  public Buffer body(boolean atOnce) {
    return Buffer.buffer();
  }

  @Override
  public UpstreamSummary read(JsonSpan answer, String user) {
    UpstreamSummary summary = UpstreamSummary.empty();
    for (JsonSpan.Member kind : answer.get("rooms").map(JsonSpan::members).orElse(List.of())) {
      for (JsonSpan.Member room : kind.value().members()) {
        if (kind.name().equals("join")) {
          summary.timeline(
              room.name(),
              room.value().at("timeline", "events").map(JsonSpan::elements).orElse(List.of()),
              user);
          if (room.value().at("timeline", "limited").map(JsonSpan::raw).stream()
              .anyMatch("true"::equals)) {
            summary.state(
                room.name(),
                room.value().at("state", "events").map(JsonSpan::elements).orElse(List.of()),
                user);
          }
          SECTIONS.forEach(name -> summary.section(room.name(), room.value().get(name)));
        } else if (NOT_JOINED.contains(kind.name())) {
          summary.notJoined().add(room.name());
        }
      }
    }
    return summary.ignoring(
        answer.at("account_data", "events").map(JsonSpan::elements).orElse(List.of()));
  }

  @Override
  public Buffer merge(JsonSpan answer, StickyPart part) {
    if (!answer.isObject()) {
      return keep(answer);
    }
    JsonEdits edits = new JsonEdits(answer);
    part.timeLeft(edits, names);
    answer
        .get("next_batch")
        .ifPresent(next -> edits.replace(next, wrapped(part.page().next(), next.text())));
    Map<String, byte[]> rooms = part.sections(names);
    JsonSpan join = answer.at("rooms", "join").filter(JsonSpan::isObject).orElse(null);
    if (join != null) {
      for (JsonSpan.Member room : join.members()) {
        byte[] section = rooms.remove(room.name());
        Map<String, byte[]> members =
            section == null ? Map.of() : members(room.name(), section, part.page());
        if (room.value().isObject()) {
          edits.members(room.value(), SECTIONS, members);
        } else if (section != null) {
          edits.replace(room.value(), JsonEdits.object(members));
        }
      }
    }
    if (rooms.isEmpty()) {
      return Buffer.buffer(edits.apply());
    }
    Map<String, byte[]> others = others(rooms, part.page());
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

  private Map<String, byte[]> members(String roomId, byte[] section, Page page) {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put(names.syncSection(), section);
    if (page.cutRooms().contains(roomId)) {
      members.put(StickyJson.LIMITED_NAME, TRUE);
    }
    return members;
  }

  /** Rooms that the homeserver has nothing to say of: clients expect a timeline in each. */
  private Map<String, byte[]> others(Map<String, byte[]> sections, Page page) {
    Map<String, byte[]> objects = new LinkedHashMap<>();
    sections.forEach(
        (roomId, section) -> {
          Map<String, byte[]> members = new LinkedHashMap<>();
          Buffer timeline = Buffer.buffer("{\"events\":[],\"limited\":false");
          if (!token.upstream().isEmpty()) {
            timeline
                .appendString(",\"prev_batch\":")
                .appendBytes(JsonEdits.quoted(token.upstream()));
          }
          members.put("timeline", timeline.appendString("}").getBytes());
          members.putAll(members(roomId, section, page));
          objects.put(roomId, JsonEdits.object(members));
        });
    return objects;
  }

  /** A client that has seen nothing of ours keeps a token without a part of ours. */
  private byte[] wrapped(SyncToken next, String upstream) {
    String ours = next.equals(since) ? token.sticky() : TokenCodec.encode(next);
    return JsonEdits.quoted(new WrappedToken(ours, upstream).text());
  }
}
