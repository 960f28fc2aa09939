package dev.burdock.tests.door;

/** Floods of HTTP/2, one character a byte. */
final class Http2Bytes {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int CONTINUATION = 9;
  private static final int END_OF_BOTH = 5;

  private Http2Bytes() {}

  /** Requests that are each taken back at once. */
  static String rapidReset(int requests) {
    StringBuilder bytes = new StringBuilder(PREFACE).append(frame(SETTINGS, 0, 0, ""));
    for (int i = 0; i < requests; i++) {
      int stream = 2 * i + 1;
      bytes.append(frame(HEADERS, END_OF_BOTH, stream, "\u0082\u0086\u0084A\u0001h"));
      bytes.append(frame(RST_STREAM, 0, stream, "\0\0\0\u0008"));
    }
    return bytes.toString();
  }

  /** One request whose headers never end. */
  static String continuations(int frames) {
    StringBuilder bytes = new StringBuilder(PREFACE).append(frame(SETTINGS, 0, 0, ""));
    bytes.append(frame(HEADERS, 0, 1, "\u0082\u0086\u0084"));
    for (int i = 0; i < frames; i++) {
      bytes.append(frame(CONTINUATION, 0, 1, "\0\u0001x\u0001y"));
    }
    return bytes.toString();
  }

  private static String frame(int type, int flags, int stream, String payload) {
    char[] head = {
      0,
      (char) (payload.length() >> 8),
      (char) (payload.length() & 0xff),
      (char) type,
      (char) flags,
      0,
      0,
      (char) (stream >> 8),
      (char) (stream & 0xff)
    };
    return new String(head) + payload;
  }
}
