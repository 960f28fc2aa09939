package dev.burdock.fanout.federation.domain;

import java.util.Optional;

/** What came of sending a transaction once, as the wire showed it. */
public sealed interface Attempt {
  /**
   * A complete answer.
   *
   * @param status HTTP status
   * @param retryAfter the header of that name
   * @param body at most the configured number of bytes; not copied
   */
  record Answered(int status, Optional<String> retryAfter, Body body) implements Attempt {}

  /**
   * No complete answer.
   *
   * @param detail one line for an operator, without secrets
   */
  record Broken(FailureKind kind, String detail) implements Attempt {}

  /** Bytes of an answer; a class of its own so that a record does not compare them. */
  final class Body {
    private final byte[] bytes;

    public Body(byte[] bytes) {
      this.bytes = bytes;
    }

    public byte[] bytes() {
      return bytes;
    }
  }

  /** A fault of our own. */
  static Attempt internal(Throwable error) {
    return new Broken(FailureKind.INTERNAL, error.toString());
  }

  /** An answer, from its bytes. */
  static Attempt answered(int status, Optional<String> retryAfter, byte[] body) {
    return new Answered(status, retryAfter, new Body(body));
  }
}
