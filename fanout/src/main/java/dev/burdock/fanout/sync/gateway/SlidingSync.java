package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.TokenCodec;
import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.json.JsonSpan;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  public boolean takesEarlierAnswers() {
    return false;
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
  public UpstreamSummary read(JsonSpan answer, String user) {
    UpstreamSummary summary = UpstreamSummary.empty();
    for (JsonSpan.Member room : answer.get("rooms").map(JsonSpan::members).orElse(List.of())) {
      read(room.name(), room.value(), summary, user);
    }
    upstreamExtension(answer)
        .flatMap(extension -> extension.get("rooms"))
        .map(JsonSpan::members)
        .orElse(List.of())
        .forEach(
            room -> {
              summary.section(room.name(), Optional.of(room.value()));
              if (!summary.notJoined().contains(room.name())) {
                summary.joined().add(room.name());
              }
            });
    return summary.ignoring(
        answer
            .at("extensions", "account_data", "global")
            .map(JsonSpan::elements)
            .orElse(List.of()));
  }

  /** Rooms of every membership are told side by side. */
  private static void read(String roomId, JsonSpan room, UpstreamSummary summary, String user) {
    List<JsonSpan> timeline = elements(room, "timeline");
    List<JsonSpan> state = elements(room, "required_state");
    Optional<String> membership =
        UpstreamSummary.membershipOf(user, timeline)
            .or(() -> UpstreamSummary.membershipOf(user, state));
    boolean invited = room.get("invite_state").isPresent();
    if (invited || membership.filter(known -> !known.equals(UpstreamSummary.JOIN)).isPresent()) {
      summary.notJoined().add(roomId);
      return;
    }
    summary.timeline(roomId, timeline, user);
    if (is(room, "limited") && !is(room, "initial")) {
      summary.state(roomId, state, user);
    }
  }

  private static List<JsonSpan> elements(JsonSpan room, String name) {
    return room.get(name).map(JsonSpan::elements).orElse(List.of());
  }

  private static boolean is(JsonSpan room, String flag) {
    return room.get(flag).map(JsonSpan::raw).filter("true"::equals).isPresent();
  }

  @Override
  public Buffer merge(JsonSpan answer, StickyPart part) {
    if (!answer.isObject()) {
      return keep(answer);
    }
    JsonEdits edits = new JsonEdits(answer);
    part.timeLeft(edits, request.names());
    String theirs =
        upstreamExtension(answer)
            .flatMap(extension -> extension.get("next_batch"))
            .map(JsonSpan::text)
            .orElse(request.token().upstream());
    boolean moved =
        !part.isEmpty()
            || !part.page().next().equals(since)
            || !theirs.equals(request.token().upstream())
            || request.token().text().isEmpty();
    Map<String, byte[]> ours =
        moved ? Map.of(request.extension(), extension(part, theirs).getBytes()) : Map.of();
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

  /** What the homeserver says in the extension itself, under either name. */
  private static Optional<JsonSpan> upstreamExtension(JsonSpan answer) {
    return SlidingRequest.EXTENSIONS.stream()
        .flatMap(name -> answer.at("extensions", name).stream())
        .findFirst();
  }

  private Buffer extension(StickyPart part, String theirs) {
    String ours = TokenCodec.encode(part.page().next());
    String next = theirs.isEmpty() ? ours : new WrappedToken(ours, theirs).text();
    return Buffer.buffer("{\"next_batch\":")
        .appendBytes(JsonEdits.quoted(next))
        .appendString(",\"rooms\":")
        .appendBytes(JsonEdits.object(part.sections(request.names())))
        .appendString("}");
  }
}
