package dev.burdock.streams.domain;

/**
 * What a user id tells, as text: ids come from strangers, and a bad one must not stop the stream.
 */
public final class Users {
  private Users() {}

  /** The server of a user id: what follows its first colon; empty when nothing does. */
  public static String server(String userId) {
    int colon = userId.indexOf(':');
    return colon < 0 ? "" : userId.substring(colon + 1);
  }
}
