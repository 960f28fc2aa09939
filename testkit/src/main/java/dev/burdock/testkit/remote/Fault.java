package dev.burdock.testkit.remote;

import java.util.Arrays;
import java.util.List;

/** What a simulated remote server does to those who send it transactions. */
public enum Fault {
  /** Takes them. */
  NONE,
  /** Takes no connection. */
  REFUSE,
  /** Reads all and never answers. */
  HANG,
  /** Answers one byte a second. */
  DRIP,
  /** Reads all and resets the connection. */
  RESET,
  /** Takes the transaction, begins a 200 and drops the connection. */
  DROP,
  /** Answers 500. */
  SERVER_ERROR,
  /** Answers 429. */
  LIMIT,
  /** Answers 200 with something that is no JSON. */
  GARBAGE,
  /** Answers 200 with a body that never ends. */
  ENDLESS,
  /** Shows a certificate whose time is over. */
  EXPIRED_CERTIFICATE,
  /** Shows a certificate of another server. */
  OTHER_CERTIFICATE;

  /** All of them but {@link #NONE}. */
  public static List<Fault> bad() {
    return Arrays.stream(values()).filter(fault -> fault != NONE).toList();
  }
}
