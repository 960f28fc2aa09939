package dev.burdock.fanout.federation.domain;

import java.util.Arrays;
import java.util.Locale;

/** In which way an attempt failed; the values of a metric's label. */
public enum FailureKind {
  /** The server's address was not found, or may not be used. */
  DISCOVERY,
  /** No connection: refused, unreachable or too slow. */
  CONNECT,
  /** No trust: a wrong, expired or unknown certificate, or a broken handshake. */
  TLS,
  /** No complete answer in time. */
  TIMEOUT,
  /** The connection ended before the answer did. */
  RESET,
  /** An answer longer than the bound. */
  TOO_LONG,
  /** An answer that is not what the protocol says. */
  GARBAGE,
  /** A status from 400 to 499. */
  CLIENT_ERROR,
  /** A status from 500 to 599. */
  SERVER_ERROR,
  /** Any other status. */
  STATUS,
  /** A fault of our own. */
  INTERNAL;

  /** Whether the destination may have seen the transaction all the same. */
  public boolean mayHaveArrived() {
    return this != DISCOVERY && this != CONNECT && this != TLS;
  }

  /** Whether the destination has said that it failed. */
  public boolean answered() {
    return mayHaveArrived() && this != TIMEOUT && this != RESET && this != INTERNAL;
  }

  /** The kind of a label; {@link #INTERNAL} for one that is unknown. */
  public static FailureKind ofLabel(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElse(INTERNAL);
  }

  /** The label's value, lower case with dashes. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
