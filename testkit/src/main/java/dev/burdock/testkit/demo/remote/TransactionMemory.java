package dev.burdock.testkit.demo.remote;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The transactions that a server was sent, by id: the same id must come with the same bytes, and is
 * answered as the first time. Not safe for many threads.
 */
final class TransactionMemory {
  private final Map<String, Seen> seen = new HashMap<>();

  /** One transaction. */
  static final class Seen {
    private final int bodyHash;
    private final int bodyLength;
    private final long firstMs;
    private String answer;

    private Seen(byte[] body, long firstMs) {
      this.bodyHash = Arrays.hashCode(body);
      this.bodyLength = body.length;
      this.firstMs = firstMs;
    }

    long firstMs() {
      return firstMs;
    }

    /** The body of its 200; null while it has none. */
    String answer() {
      return answer;
    }

    void answered(String body) {
      answer = body;
    }

    boolean hasBody(byte[] body) {
      return body.length == bodyLength && Arrays.hashCode(body) == bodyHash;
    }
  }

  boolean knows(String txnId) {
    return seen.containsKey(txnId);
  }

  Seen remember(String txnId, byte[] body, long nowMs) {
    return seen.computeIfAbsent(txnId, id -> new Seen(body, nowMs));
  }
}
