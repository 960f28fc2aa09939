package dev.burdock.fanout.sync.json;

/** Bytes that are not JSON. */
public final class MalformedJsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(int at) {
    super("not JSON at byte " + at);
  }
}
