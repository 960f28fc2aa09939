package dev.burdock.streams.state;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a tuple as bytes whose unsigned order is the order of tuples (ADR 0040). A text is its
 * UTF-8 with each 0 byte written as {@code 00 FF}, ended by {@code 00 01}: so no text is a prefix
 * of another, whatever it holds. A number is big-endian with its sign bit turned.
 */
final class KeyWriter {
  static final int ESCAPED_BYTE = 0xFF;
  static final int END_BYTE = 0x01;
  private static final int TYPICAL_BYTES = 160;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_BYTES);

  /** Ordered by UTF-8 bytes, which is by code points. */
  KeyWriter text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (text.indexOf(0) < 0) {
      out.writeBytes(bytes);
    } else {
      writeEscaped(bytes);
    }
    out.write(0);
    out.write(END_BYTE);
    return this;
  }

  private void writeEscaped(byte[] bytes) {
    for (byte b : bytes) {
      out.write(b);
      if (b == 0) {
        out.write(ESCAPED_BYTE);
      }
    }
  }

  KeyWriter int64(long number) {
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number ^ Long.MIN_VALUE).array());
    return this;
  }

  KeyWriter int32(int number) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number ^ Integer.MIN_VALUE).array());
    return this;
  }

  /** One byte, 0 to 255. */
  KeyWriter tag(int tag) {
    out.write(tag);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /**
   * The first key behind all that begin with what was written, which must hold a byte below 255.
   */
  byte[] end() {
    byte[] key = out.toByteArray();
    int last = key.length - 1;
    while (key[last] == (byte) 0xFF) {
      last--;
    }
    byte[] end = Arrays.copyOf(key, last + 1);
    end[last]++;
    return end;
  }
}
