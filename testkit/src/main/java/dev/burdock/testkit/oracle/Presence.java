package dev.burdock.testkit.oracle;

import java.util.ArrayList;
import java.util.List;

/** When somebody was in a room: spans that follow each other. Not safe for many threads. */
public final class Presence {
  private final List<Span> spans = new ArrayList<>();
  private int count;

  /** One more reason to be present; for a server, one more user. */
  void enter(long sent, long acknowledged) {
    count++;
    if (count == 1) {
      spans.add(Span.since(sent, acknowledged));
    }
  }

  /** One reason less. */
  void leave(long sent, long acknowledged) {
    count--;
    if (count == 0) {
      int last = spans.size() - 1;
      spans.set(last, spans.get(last).endedBy(sent, acknowledged));
    }
  }

  boolean isPresent() {
    return count > 0;
  }

  public List<Span> spans() {
    return spans;
  }
}
