package dev.burdock.fanout.federation.lane;

/** Another worker has the destination. */
public final class NotOwnerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotOwnerException() {
    super("another worker has the destination", null, false, false);
  }
}
