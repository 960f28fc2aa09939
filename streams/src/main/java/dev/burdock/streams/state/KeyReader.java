package dev.burdock.streams.state;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link KeyWriter} wrote, in the same order of calls. */
final class KeyReader {
  private final ByteBuffer key;

  KeyReader(byte[] key) {
    this.key = ByteBuffer.wrap(key);
  }

  /** Reads what follows the first bytes. */
  KeyReader(byte[] key, int skip) {
    this.key = ByteBuffer.wrap(key, skip, key.length - skip);
  }

  /**
   * @throws BufferUnderflowException when the key ends before the text does
   */
  String text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream(48);
    while (true) {
      byte b = key.get();
      if (b == 0 && key.get() == KeyWriter.END_BYTE) {
        return text.toString(StandardCharsets.UTF_8);
      }
      text.write(b);
    }
  }

  long int64() {
    return key.getLong() ^ Long.MIN_VALUE;
  }

  int int32() {
    return key.getInt() ^ Integer.MIN_VALUE;
  }

  int tag() {
    return Byte.toUnsignedInt(key.get());
  }
}
