package dev.burdock.tests.door;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bytes of a client, and what of them may arrive behind a proxy. {@code ~} stands for the path of
 * what the proxy hands on, {@code ^} for CRLF.
 *
 * @param arriving requests as {@code METHOD target body}; none when the connection is refused
 * @param bytewise whether each byte comes in a segment of its own
 */
record RawRequest(String name, String text, List<String> arriving, boolean bytewise) {

  static RawRequest arrives(String name, String text, String... arriving) {
    return new RawRequest(name, text, List.of(arriving), false);
  }

  static RawRequest refused(String name, String text) {
    return new RawRequest(name, text, List.of(), false);
  }

  RawRequest byteByByte() {
    return new RawRequest(name + ", byte by byte", text, arriving, true);
  }

  boolean isRefused() {
    return arriving.isEmpty();
  }

  byte[] bytes(String path) {
    return text.replace("~", path).replace("^", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  List<String> arriving(String path) {
    return arriving.stream().map(request -> request.replace("~", path)).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
