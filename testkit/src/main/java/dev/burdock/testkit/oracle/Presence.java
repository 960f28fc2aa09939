package dev.burdock.testkit.oracle;

import java.util.ArrayList;
import java.util.List;

/** When somebody was in a room: spans that follow each other. Not safe for many threads. */
final class Presence {
  private final List<Span> spans = new ArrayList<>();
  private int count;

  /** One more reason to be present, for a server one more user; whether it is the first. */
  boolean enter(long sent, long acknowledged) {
    count++;
    if (count > 1) {
      return false;
    }
    spans.add(Span.since(sent, acknowledged));
    return true;
  }

  /** One reason less; whether it was the last. */
  boolean leave(long sent, long acknowledged) {
    count--;
    if (count > 0) {
      return false;
    }
    int last = spans.size() - 1;
    spans.set(last, spans.get(last).endedBy(sent, acknowledged));
    return true;
  }

  boolean isPresent() {
    return count > 0;
  }

  List<Span> spans() {
    return spans;
  }
}
