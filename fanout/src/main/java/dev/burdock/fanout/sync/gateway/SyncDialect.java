package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.Page;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.matrix.json.JsonSpan;
import io.vertx.core.buffer.Buffer;

/** One request of a client in one of the ways to sync: what it asks, and how it is answered. */
interface SyncDialect {

  /** What the client has seen of the sticky stream. */
  SyncToken since();

  /** Whether the client asks for sticky events of a room, if it is joined. */
  boolean asksFor(String roomId);

  /** Most sticky events of the answer. */
  int limit();

  /** How long the client waits for news, ms. */
  long timeoutMs();

  /** Whether the client goes on from an answer before: a first request waits for no news. */
  boolean resumes();

  /**
   * Path and query for the homeserver.
   *
   * @param atOnce the homeserver is not to wait
   */
  String uri(boolean atOnce);

  /** Body for the homeserver, likewise. */
  Buffer body(boolean atOnce);

  /** What the homeserver's answer says. */
  UpstreamSummary read(JsonSpan answer);

  /**
   * The homeserver's answer with the sticky part.
   *
   * @param now ms since the epoch
   */
  Buffer merge(JsonSpan answer, Page page, long now);

  /** The homeserver's answer when sticky events cannot be read: the client's part is kept. */
  Buffer keep(JsonSpan answer);
}
