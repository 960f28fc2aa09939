package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a sliding-sync request asks for, as far as it concerns sticky events (R18, R19).
 *
 * @param body as the client sent it
 * @param inBody whether {@code pos} and {@code timeout} are in the body, not in the query
 * @param names those of the extension's key, which the answer uses too
 * @param extensionValue what the client says of the extension
 * @param token the extension's token; both parts empty when it has none
 * @param limit most events
 * @param pos the homeserver's token; empty for a first request
 * @param timeoutMs how long to wait
 * @param everyRoom a list asks for all joined rooms
 * @param subscribed ids of rooms that are asked for by name
 */
record SlidingRequest(
    JsonSpan body,
    boolean inBody,
    StickyNames names,
    JsonSpan extensionValue,
    WrappedToken token,
    int limit,
    String pos,
    long timeoutMs,
    boolean everyRoom,
    Set<String> subscribed) {
  private static final Pattern COUNT = Pattern.compile("0|[1-9][0-9]*");

  static final Set<String> EXTENSIONS =
      Set.of(StickyNames.UNSTABLE.slidingExtension(), StickyNames.STABLE.slidingExtension());

  private static final Pattern OURS_ALONE = Pattern.compile("b\\d+[A-Za-z0-9_-]*");

  /**
   * The request, if its body is an object that enables the extension; not when the homeserver would
   * refuse how it does.
   */
  static Optional<SlidingRequest> read(
      HttpServerRequest request, Buffer body, boolean inBody, int maxLimit) {
    try {
      JsonSpan root = JsonSpan.of(body.getBytes());
      for (StickyNames names : StickyNames.values()) {
        Optional<JsonSpan> extension = root.at("extensions", names.slidingExtension());
        if (extension.flatMap(found -> found.get("enabled")).map(JsonSpan::raw).stream()
            .anyMatch("true"::equals)) {
          return extension
              .filter(SlidingRequest::isSound)
              .map(sound -> read(request, root, inBody, maxLimit, names, sound));
        }
      }
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** Whether the parts of an extension are of their types. */
  private static boolean isSound(JsonSpan extension) {
    return extension.get("limit").map(JsonSpan::raw).stream().allMatch(COUNT.asMatchPredicate())
        && extension.get("since").map(JsonSpan::raw).stream()
            .allMatch(since -> since.startsWith("\"") || since.equals("null"));
  }

  private static SlidingRequest read(
      HttpServerRequest request,
      JsonSpan root,
      boolean inBody,
      int maxLimit,
      StickyNames names,
      JsonSpan extension) {
    String pos = WrappedToken.parse(parameter(request, root, inBody, "pos")).upstream();
    long timeoutMs = number(parameter(request, root, inBody, "timeout"), 0);
    long limit = number(extension.get("limit").map(JsonSpan::raw).orElse(""), maxLimit);
    return new SlidingRequest(
        root,
        inBody,
        names,
        extension,
        token(extension),
        (int) Math.max(1, Math.min(limit, maxLimit)),
        pos,
        timeoutMs,
        root.get("lists").map(lists -> !lists.members().isEmpty()).orElse(false),
        root.get("room_subscriptions").stream()
            .flatMap(rooms -> rooms.members().stream())
            .map(JsonSpan.Member::name)
            .collect(Collectors.toSet()));
  }

  /** The same with a shorter wait. */
  SlidingRequest bounded(long maxMs) {
    return new SlidingRequest(
        body,
        inBody,
        names,
        extensionValue,
        token,
        limit,
        pos,
        Math.min(timeoutMs, maxMs),
        everyRoom,
        subscribed);
  }

  String extension() {
    return names.slidingExtension();
  }

  boolean asksFor(String roomId) {
    return everyRoom || subscribed.contains(roomId);
  }

  /**
   * The body with the homeserver's own token of the extension, which it may know by either name.
   */
  Buffer forUpstream(boolean atOnce) {
    JsonEdits edits = new JsonEdits(body);
    Map<String, byte[]> since =
        token.upstream().isEmpty() ? Map.of() : Map.of("since", JsonEdits.quoted(token.upstream()));
    JsonSpan asked = JsonSpan.of(extensionValue.bytes());
    byte[] extension = new JsonEdits(asked).members(asked, Set.of("since"), since).apply();
    Map<String, byte[]> under = new TreeMap<>();
    EXTENSIONS.forEach(name -> under.put(name, extension));
    body.get("extensions").ifPresent(all -> edits.members(all, EXTENSIONS, under));
    if (inBody) {
      body.get("pos")
          .filter(value -> WrappedToken.mayBe(value.text()))
          .ifPresent(value -> edits.replace(value, JsonEdits.quoted(pos)));
      long most = atOnce ? 0 : timeoutMs;
      byte[] wait = Long.toString(most).getBytes(StandardCharsets.US_ASCII);
      JsonSpan wanted = body.get("timeout").orElse(null);
      if (wanted != null && number(wanted.text(), 0) > most) {
        edits.replace(wanted, wait);
      } else if (wanted == null && atOnce) {
        edits.members(body, Set.of(), Map.of("timeout", wait));
      }
    }
    return Buffer.buffer(edits.apply());
  }

  /** A text that is none of ours is the homeserver's alone. */
  private static WrappedToken token(JsonSpan extension) {
    String since =
        extension.get("since").map(JsonSpan::text).filter(text -> !text.equals("null")).orElse("");
    return OURS_ALONE.matcher(since).matches()
        ? new WrappedToken(since, "")
        : WrappedToken.parse(since);
  }

  private static String parameter(
      HttpServerRequest request, JsonSpan root, boolean inBody, String name) {
    return inBody
        ? root.get(name).map(JsonSpan::text).filter(text -> !text.equals("null")).orElse("")
        : request.getParam(name, "");
  }

  private static long number(String text, long otherwise) {
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
