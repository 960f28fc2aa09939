package dev.burdock.matrix.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.HexFormat;

/**
 * Finds where the values in JSON bytes end (RFC 8259) without reading what they hold: every byte is
 * looked at once, and a level of nesting costs one bit.
 */
final class JsonScanner {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private final byte[] json;

  /** Which of the levels around the innermost one are arrays. */
  private final BitSet arrays = new BitSet();

  JsonScanner(byte[] json) {
    this.json = json;
  }

  /** Index of the first byte that is no white space. */
  int skipSpace(int from) {
    int i = from;
    while (i < json.length && isSpace(json[i])) {
      i++;
    }
    return i;
  }

  /** Index after the value that begins at the index. */
  int value(int start) {
    int depth = 0;
    boolean array = false;
    int i = start;
    do {
      byte lead = at(i);
      if (lead == '{' || lead == '[') {
        arrays.set(depth++, array);
        array = lead == '[';
        i = skipSpace(i + 1);
        if (at(i) != (array ? ']' : '}')) {
          i = array ? i : name(i);
          continue;
        }
      } else {
        i = scalar(i, lead);
      }
      while (depth > 0) {
        i = skipSpace(i);
        if (at(i) == ',') {
          i = skipSpace(i + 1);
          i = array ? i : name(i);
          break;
        }
        i = expect(i, array ? ']' : '}');
        array = arrays.get(--depth);
      }
    } while (depth > 0);
    return i;
  }

  /** Index after the string that begins at the index. */
  int string(int quote) {
    int i = expect(quote, '"');
    while (true) {
      i = plain(i);
      byte c = at(i);
      if (c == '"') {
        return i + 1;
      }
      i = c == '\\' ? escape(i) : character(i);
    }
  }

  /** Index after this byte, which has to stand at the index. */
  int expect(int i, char wanted) {
    if (at(i) != wanted) {
      throw malformed(i);
    }
    return i + 1;
  }

  /** The byte at the index, which has to be there. */
  byte at(int i) {
    if (i >= json.length) {
      throw malformed(i);
    }
    return json[i];
  }

  static InvalidJsonException malformed(int at) {
    return InvalidJsonException.notJson("JSON: malformed at byte " + at);
  }

  /** Index of the value that a name stands before. */
  private int name(int quote) {
    return skipSpace(expect(skipSpace(string(quote)), ':'));
  }

  private int scalar(int i, byte lead) {
    return switch (lead) {
      case '"' -> string(i);
      case 't' -> literal(i, "true");
      case 'f' -> literal(i, "false");
      case 'n' -> literal(i, "null");
      default -> number(i);
    };
  }

  private int literal(int start, String word) {
    int i = start;
    for (int letter = 0; letter < word.length(); letter++) {
      i = expect(i, word.charAt(letter));
    }
    return i;
  }

  private int number(int start) {
    int i = at(start) == '-' ? start + 1 : start;
    i = at(i) == '0' ? i + 1 : digits(i);
    if (is(i, '.')) {
      i = digits(i + 1);
    }
    if (is(i, 'e') || is(i, 'E')) {
      i = digits(is(i + 1, '+') || is(i + 1, '-') ? i + 2 : i + 1);
    }
    return i;
  }

  private int digits(int start) {
    int i = start;
    while (i < json.length && json[i] >= '0' && json[i] <= '9') {
      i++;
    }
    if (i == start) {
      throw malformed(i);
    }
    return i;
  }

  private boolean is(int i, char wanted) {
    return i < json.length && json[i] == wanted;
  }

  /** Goes over the bytes of a string that stand for themselves, eight at a time where it can. */
  private int plain(int from) {
    int i = from;
    while (i + Long.BYTES <= json.length) {
      long others = others((long) EIGHT.get(json, i));
      if (others != 0) {
        return i + (Long.numberOfTrailingZeros(others) >>> 3);
      }
      i += Long.BYTES;
    }
    while (i < json.length && json[i] >= ' ' && json[i] != '"' && json[i] != '\\') {
      i++;
    }
    return i;
  }

  /**
   * The high bits of those of eight bytes that are quotes, backslashes, controls or parts of longer
   * characters; behind the first of them a bit may be wrong.
   */
  private static long others(long eight) {
    long quotes = eight ^ ONES * '"';
    long backslashes = eight ^ ONES * '\\';
    return ((eight - ONES * ' ') | (quotes - ONES) | (backslashes - ONES) | eight) & HIGHS;
  }

  private int escape(int backslash) {
    int i = backslash + 1;
    switch (at(i)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return i + 1;
      }
      case 'u' -> {
        for (int digit = i + 1; digit <= i + 4; digit++) {
          if (!HexFormat.isHexDigit(at(digit))) {
            throw malformed(digit);
          }
        }
        return i + 5;
      }
      default -> throw malformed(i);
    }
  }

  /**
   * Goes over a character of several bytes. That it is a wrong one is for the reader of the string
   * to say.
   */
  private int character(int start) {
    int lead = json[start] & 0xff;
    int more =
        (lead & 0xe0) == 0xc0 ? 1 : (lead & 0xf0) == 0xe0 ? 2 : (lead & 0xf8) == 0xf0 ? 3 : 0;
    if (more == 0) {
      throw malformed(start);
    }
    for (int i = start + 1; i <= start + more; i++) {
      if ((at(i) & 0xc0) != 0x80) {
        throw malformed(i);
      }
    }
    return start + more + 1;
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
