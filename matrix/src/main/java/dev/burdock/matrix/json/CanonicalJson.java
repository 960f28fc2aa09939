package dev.burdock.matrix.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.hash.Sha256;
import java.io.IOException;
import java.security.MessageDigest;

/**
 * Canonical JSON (Matrix specification, appendix "Canonical JSON"): UTF-8, no white space, members
 * ordered by code point, integers within ±(2^53-1), no floats.
 */
public final class CanonicalJson {
  /** Deepest nesting of objects and arrays that is read or written. */
  public static final int MAX_DEPTH = 512;

  /** Most names, values, beginnings and ends in what nobody has vouched for yet. */
  public static final int MAX_TOKENS = 1_000_000;

  private static final ObjectReader READER = reader(Long.MAX_VALUE);
  private static final ObjectReader OF_STRANGERS = reader(MAX_TOKENS);

  private CanonicalJson() {}

  private static ObjectReader reader(long maxTokens) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxTokenCount(maxTokens).build();
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(constraints)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build())
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build()
        .readerFor(JsonNode.class);
  }

  /**
   * Reads one JSON object strictly: UTF-8 alone, no byte order mark, at most {@link #MAX_DEPTH}
   * levels, no member twice, nothing after it. Floats and large integers are read; it is {@link
   * #bytes} that refuses them.
   *
   * @throws InvalidJsonException {@code M_NOT_JSON} if it is not JSON, {@code M_BAD_JSON} if it is
   *     not an object
   */
  public static ObjectNode parse(byte[] json) {
    return parse(READER, json);
  }

  /** The same of at most {@link #MAX_TOKENS}, so that a tree costs no multiple of what came. */
  public static ObjectNode parseOfStranger(byte[] json) {
    return parse(OF_STRANGERS, json);
  }

  private static ObjectNode parse(ObjectReader reader, byte[] json) {
    if (!Utf8.isValid(json) || hidesEncoding(json)) {
      throw InvalidJsonException.notJson("JSON: not UTF-8");
    }
    if (parseTree(reader, json) instanceof ObjectNode object) {
      return object;
    }
    throw InvalidJsonException.badJson("JSON: not an object");
  }

  /**
   * The canonical form of a value, as room versions 6 and later and all signed JSON demand it.
   *
   * @throws InvalidJsonException {@code M_BAD_JSON} for floats, integers out of range, unpaired
   *     surrogates, deep nesting
   */
  public static byte[] bytes(JsonNode node) {
    return new CanonicalWriter(true).write(node).toByteArray();
  }

  /**
   * The canonical form as room versions 1 to 5 take it: floats and integers of any size are written
   * as the first servers did (ADR 0020).
   *
   * @throws InvalidJsonException {@code M_BAD_JSON} for unpaired surrogates, infinite numbers, deep
   *     nesting
   */
  public static byte[] lenientBytes(JsonNode node) {
    return new CanonicalWriter(false).write(node).toByteArray();
  }

  /**
   * SHA-256 of the canonical form.
   *
   * @param strict whether {@link #bytes} or {@link #lenientBytes} is hashed
   * @return 32 bytes
   * @throws InvalidJsonException {@code M_BAD_JSON} as those methods do
   */
  public static byte[] sha256(JsonNode node, boolean strict) {
    MessageDigest digest = Sha256.digest();
    new CanonicalWriter(strict).write(node).digestInto(digest);
    return digest.digest();
  }

  private static JsonNode parseTree(ObjectReader reader, byte[] json) {
    try {
      return reader.readTree(json);
    } catch (JsonProcessingException e) {
      // The original message quotes the input, which may be the content of an event.
      throw InvalidJsonException.notJson(
          "JSON: " + e.getClass().getSimpleName() + " at " + position(e));
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory does no I/O", e);
    }
  }

  private static String position(JsonProcessingException e) {
    return e.getLocation() == null ? "unknown" : "byte " + e.getLocation().getByteOffset();
  }

  /** The reader guesses other encodings from a byte order mark or from zero bytes at the start. */
  private static boolean hidesEncoding(byte[] json) {
    for (int i = 0; i < Math.min(4, json.length); i++) {
      if (json[i] == 0) {
        return true;
      }
    }
    return json.length > 0 && json[0] == (byte) 0xef;
  }
}
