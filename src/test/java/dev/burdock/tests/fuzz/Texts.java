package dev.burdock.tests.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Inputs that are texts. */
final class Texts {
  private Texts() {}

  /** Bytes as a server reads a header or a URI: any octet may come. */
  static String text(byte[] input) {
    for (byte one : input) {
      if (one < 0) {
        return new String(input, StandardCharsets.UTF_8);
      }
    }
    return new String(input, StandardCharsets.ISO_8859_1);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static List<byte[]> utf8(String... texts) {
    return Arrays.stream(texts).map(Texts::bytes).toList();
  }
}
