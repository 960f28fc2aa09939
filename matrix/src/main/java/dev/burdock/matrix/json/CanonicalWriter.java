package dev.burdock.matrix.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes one value as canonical JSON into a growing buffer. */
final class CanonicalWriter {
  private static final long MAX_INTEGER = (1L << 53) - 1;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final Comparator<Map.Entry<String, JsonNode>> BY_CODE_POINT =
      (a, b) -> compareCodePoints(a.getKey(), b.getKey());

  private final boolean strict;
  private byte[] buffer = new byte[1024];
  private int size;

  /**
   * @param strict whether floats and integers beyond ±(2^53-1) are errors (room versions 6 and
   *     later)
   */
  CanonicalWriter(boolean strict) {
    this.strict = strict;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  void digestInto(MessageDigest digest) {
    digest.update(buffer, 0, size);
  }

  CanonicalWriter write(JsonNode node) {
    value(node, 0);
    return this;
  }

  private void value(JsonNode node, int depth) {
    if (depth > CanonicalJson.MAX_DEPTH) {
      throw InvalidJsonException.badJson(
          "nesting: deeper than " + CanonicalJson.MAX_DEPTH + " levels");
    }
    switch (node.getNodeType()) {
      case OBJECT -> object((ObjectNode) node, depth);
      case ARRAY -> array(node, depth);
      case STRING -> string(node.textValue());
      case NUMBER -> number(node);
      case BOOLEAN -> ascii(node.booleanValue() ? "true" : "false");
      case NULL -> ascii("null");
      default -> throw InvalidJsonException.badJson(node.getNodeType() + ": not a JSON value");
    }
  }

  private void object(ObjectNode node, int depth) {
    List<Map.Entry<String, JsonNode>> members = new ArrayList<>(node.properties());
    members.sort(BY_CODE_POINT);
    octet('{');
    for (int i = 0; i < members.size(); i++) {
      if (i > 0) {
        octet(',');
      }
      string(members.get(i).getKey());
      octet(':');
      value(members.get(i).getValue(), depth + 1);
    }
    octet('}');
  }

  private void array(JsonNode node, int depth) {
    octet('[');
    for (int i = 0; i < node.size(); i++) {
      if (i > 0) {
        octet(',');
      }
      value(node.get(i), depth + 1);
    }
    octet(']');
  }

  private void number(JsonNode node) {
    if (!node.isIntegralNumber()) {
      ascii(fraction(node));
    } else if (node.canConvertToLong()) {
      long value = node.longValue();
      if (strict && (value > MAX_INTEGER || value < -MAX_INTEGER)) {
        throw outOfRange();
      }
      ascii(Long.toString(value));
    } else {
      if (strict) {
        throw outOfRange();
      }
      BigInteger value = node.bigIntegerValue();
      ascii(value.toString());
    }
  }

  private String fraction(JsonNode node) {
    if (strict) {
      throw InvalidJsonException.badJson("number: a float (expected: an integer)");
    }
    double value = node.doubleValue();
    if (!Double.isFinite(value)) {
      throw InvalidJsonException.badJson("number: not finite (expected: a finite number)");
    }
    return Numbers.shortest(value);
  }

  private static InvalidJsonException outOfRange() {
    return InvalidJsonException.badJson(
        "integer: out of range (expected: -9007199254740991 to 9007199254740991)");
  }

  private void string(String text) {
    int length = text.length();
    ensure(length + 2);
    octet('"');
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
        octet(c);
      } else if (c < 0x80) {
        escaped(c);
      } else if (Character.isSurrogate(c)) {
        supplementary(text, i);
        i++;
      } else {
        basic(c);
      }
    }
    octet('"');
  }

  private void escaped(char c) {
    octet('\\');
    switch (c) {
      case '"', '\\' -> octet(c);
      case '\b' -> octet('b');
      case '\f' -> octet('f');
      case '\n' -> octet('n');
      case '\r' -> octet('r');
      case '\t' -> octet('t');
      default -> {
        ascii("u00");
        octet(HEX[c >> 4]);
        octet(HEX[c & 0xf]);
      }
    }
  }

  private void basic(char c) {
    if (c < 0x800) {
      octet(0xc0 | c >> 6);
    } else {
      octet(0xe0 | c >> 12);
      octet(0x80 | (c >> 6 & 0x3f));
    }
    octet(0x80 | (c & 0x3f));
  }

  private void supplementary(String text, int at) {
    int codePoint = text.codePointAt(at);
    if (!Character.isSupplementaryCodePoint(codePoint)) {
      throw InvalidJsonException.badJson("string: unpaired surrogate");
    }
    octet(0xf0 | codePoint >> 18);
    octet(0x80 | (codePoint >> 12 & 0x3f));
    octet(0x80 | (codePoint >> 6 & 0x3f));
    octet(0x80 | (codePoint & 0x3f));
  }

  private void ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      octet(text.charAt(i));
    }
  }

  private void octet(int octet) {
    if (size == buffer.length) {
      ensure(1);
    }
    buffer[size++] = (byte) octet;
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }

  /** Orders by code point, where UTF-16 order would put supplementary characters before U+E000. */
  private static int compareCodePoints(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return rank(x) - rank(y);
      }
    }
    return a.length() - b.length();
  }

  /**
   * The character, with surrogates moved above the rest of the plane that they stand for more than.
   */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
