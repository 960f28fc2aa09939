package dev.burdock.streams.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Lenient reading of JSON that strangers wrote. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** The object that the bytes hold; a missing node when they hold none. */
  static JsonNode object(ByteBuffer bytes) {
    try {
      JsonNode node = MAPPER.readTree(array(bytes));
      return node != null && node.isObject() ? node : MissingNode.getInstance();
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.duplicate().get(array);
    return array;
  }
}
