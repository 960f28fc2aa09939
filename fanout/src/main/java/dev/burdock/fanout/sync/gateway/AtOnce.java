package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.matrix.json.JsonSpan;
import io.vertx.core.buffer.Buffer;

/** A request that does not wait, whatever its client asked for. */
record AtOnce(SyncDialect asked) implements SyncDialect {

  @Override
  public SyncToken since() {
    return asked.since();
  }

  @Override
  public boolean asksFor(String roomId) {
    return asked.asksFor(roomId);
  }

  @Override
  public int limit() {
    return asked.limit();
  }

  @Override
  public long timeoutMs() {
    return 0;
  }

  @Override
  public boolean takesEarlierAnswers() {
    return asked.takesEarlierAnswers();
  }

  @Override
  public boolean resumes() {
    return asked.resumes();
  }

  @Override
  public String uri(boolean atOnce) {
    return asked.uri(true);
  }

  @Override
  public Buffer body(boolean atOnce) {
    return asked.body(true);
  }

  @Override
  public UpstreamSummary read(JsonSpan answer, String user) {
    return asked.read(answer, user);
  }

  @Override
  public Buffer merge(JsonSpan answer, StickyPart part) {
    return asked.merge(answer, part);
  }

  @Override
  public Buffer keep(JsonSpan answer) {
    return asked.keep(answer);
  }
}
