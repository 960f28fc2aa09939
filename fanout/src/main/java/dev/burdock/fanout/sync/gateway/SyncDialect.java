package dev.burdock.fanout.sync.gateway;

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

  /**
   * Whether an answer's token is still taken once the homeserver was asked the same again; a
   * position of sliding sync is not.
   */
  boolean takesEarlierAnswers();

  /** Whether it goes on from an earlier answer; the first may take the homeserver minutes. */
  boolean resumes();

  /**
   * Path and query for the homeserver.
   *
   * @param atOnce the homeserver is not to wait
   */
  String uri(boolean atOnce);

  /** Body for the homeserver, likewise. */
  Buffer body(boolean atOnce);

  /**
   * What the homeserver's answer says.
   *
   * @param user id of who asked
   */
  UpstreamSummary read(JsonSpan answer, String user);

  /** The homeserver's answer with the sticky part. */
  Buffer merge(JsonSpan answer, StickyPart part);

  /** The homeserver's answer when nobody says whose it is: the client's part is kept. */
  Buffer keep(JsonSpan answer);
}
