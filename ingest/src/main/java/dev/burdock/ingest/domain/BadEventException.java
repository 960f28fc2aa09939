package dev.burdock.ingest.domain;

import dev.burdock.matrix.MatrixException;

/** An event, or a request as a whole, that ingest does not take; the message never quotes it. */
public final class BadEventException extends MatrixException {
  private static final long serialVersionUID = 1L;

  private BadEventException(String errcode, String message) {
    super(errcode, message);
  }

  /** It has not the form that it must have. */
  static BadEventException badJson(String message) {
    return new BadEventException("M_BAD_JSON", message);
  }

  /** It is larger than what is taken. */
  static BadEventException tooLarge(int bytes, int limit) {
    return new BadEventException(
        "M_TOO_LARGE", "event: " + bytes + " bytes (expected: at most " + limit + ")");
  }

  /** A value in it is not one that we can use. */
  static BadEventException invalid(String message) {
    return new BadEventException("M_INVALID_PARAM", message);
  }

  /** A PDU's content is not what its sender hashed. */
  public static BadEventException wrongHash() {
    return new BadEventException("M_INVALID_PARAM", "pdu: wrong content hash");
  }

  /** A PDU's signature cannot be checked. */
  public static BadEventException unverified() {
    return new BadEventException("M_UNAUTHORIZED", "pdu: the keys of its signers are not known");
  }

  /** A request between servers is not for one of ours. */
  public static BadEventException otherDestination() {
    return new BadEventException("M_UNAUTHORIZED", "authorization: destination is another server");
  }
}
