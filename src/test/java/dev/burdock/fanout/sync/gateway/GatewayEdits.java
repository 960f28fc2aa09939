package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.Marks;
import dev.burdock.fanout.sync.domain.OwedRooms;
import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.PageKey;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.Told;
import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BinaryOperator;

/** Lets tests in other packages edit requests and answers as the gateway does. */
public final class GatewayEdits {
  /** The room of the one sticky event that is put into answers. */
  public static final String ROOM = "!r:a.example";

  private static final SyncToken TOKEN =
      new SyncToken(
          new UUID(1, 2),
          Marks.of(List.of(new Mark(5, 0))),
          Optional.empty(),
          Told.NONE,
          OwedRooms.NONE);
  private static final long NOW = 1_000;
  private static final StickyItem ITEM =
      new StickyItem(
          ROOM,
          PageKey.of(1, 0, ROOM, "", new Mark(5, 0)),
          "",
          "$ours",
          "@u:a.example",
          0,
          2_000,
          "{\"event_id\":\"$ours\",\"content\":{}}".getBytes(StandardCharsets.UTF_8));
  private static final Page PAGE =
      new Page(List.of(ITEM), TOKEN, Set.of(ROOM), Set.of(), Set.of(), Set.of());

  private GatewayEdits() {}

  /** The sliding-sync body for the homeserver; empty when it does not ask for sticky events. */
  public static Optional<byte[]> slidingBody(byte[] body, boolean atOnce) {
    return SlidingRequest.read(null, Buffer.buffer(body), true, 100)
        .map(request -> request.forUpstream(atOnce).getBytes());
  }

  /** The answer to {@code GET /sync} with a sticky event. */
  public static byte[] classicAnswer(byte[] answer) {
    WrappedToken token = new WrappedToken("b2AA", "s1");
    SyncDialect dialect =
        new ClassicSync("/sync?since=b2AA.s1", token, TOKEN, 0, 100, StickyNames.UNSTABLE);
    return merged(dialect, answer);
  }

  /** The answer to a sliding sync with a sticky event. */
  public static byte[] slidingAnswer(byte[] answer) {
    byte[] body =
        "{\"extensions\":{\"org.matrix.msc4354.sticky_events\":{\"enabled\":true}}}"
            .getBytes(StandardCharsets.UTF_8);
    SlidingRequest request =
        SlidingRequest.read(null, Buffer.buffer(body), true, 100).orElseThrow();
    return merged(new SlidingSync("/sync", request, TOKEN), answer);
  }

  /** The answer to {@code /versions}. */
  public static byte[] versions(byte[] answer) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    return Versions.flagged(new UpstreamResponse(200, "OK", headers, Buffer.buffer(answer)))
        .body()
        .getBytes();
  }

  /** {@link RawQuery#map}. */
  public static String query(String uri, BinaryOperator<String> change) {
    return RawQuery.map(uri, change);
  }

  /** {@link RawQuery#with}. */
  public static String queryWith(String uri, String name, String value) {
    return RawQuery.with(uri, name, value);
  }

  /** {@link RawQuery#value}. */
  public static String queryValue(String uri, String name) {
    return RawQuery.value(uri, name);
  }

  private static byte[] merged(SyncDialect dialect, byte[] answer) {
    JsonSpan root = JsonSpan.of(answer);
    dialect.keep(root);
    UpstreamSummary summary = dialect.read(root, "@u:a.example");
    return dialect
        .merge(root, new StickyPart(PAGE, summary, List.of(), Map.of(), 0, NOW))
        .getBytes();
  }
}
