package dev.burdock.ingest.domain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.burdock.matrix.json.InvalidJsonException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts JSON where its members and elements begin and end, without reading what they hold: every
 * piece keeps the bytes in which it came.
 *
 * <p>There is no limit on depth, numbers or texts here, so that one odd event does not spoil a
 * whole transaction (ADR 0030).
 */
public final class JsonSlices {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private JsonSlices() {}

  /**
   * The values of an object by name; of a name that comes twice the last, as most readers take it.
   *
   * @throws InvalidJsonException {@code M_NOT_JSON} for anything but JSON in UTF-8, {@code
   *     M_BAD_JSON} when it is not an object
   */
  public static Map<String, RawJson> members(byte[] json) {
    return cut(
        json,
        JsonToken.START_OBJECT,
        parser -> {
          Map<String, RawJson> members = new LinkedHashMap<>();
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser, json));
          }
          return members;
        });
  }

  /**
   * The elements of an array.
   *
   * @throws InvalidJsonException {@code M_NOT_JSON} for anything but JSON in UTF-8, {@code
   *     M_BAD_JSON} when it is not an array
   */
  public static List<RawJson> elements(byte[] json) {
    return cut(
        json,
        JsonToken.START_ARRAY,
        parser -> {
          List<RawJson> elements = new ArrayList<>();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser, json));
          }
          return elements;
        });
  }

  private static <T> T cut(byte[] json, JsonToken opening, Cut<T> cut) {
    if (startsUnlikeUtf8(json)) {
      throw InvalidJsonException.notJson("JSON: not UTF-8");
    }
    try (JsonParser parser = FACTORY.createParser(json)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw InvalidJsonException.notJson("JSON: empty");
      }
      if (first != opening) {
        parser.skipChildren();
        parser.finishToken();
        throw InvalidJsonException.badJson(
            opening == JsonToken.START_OBJECT ? "JSON: not an object" : "JSON: not an array");
      }
      T pieces = cut.run(parser);
      if (parser.nextToken() != null) {
        throw InvalidJsonException.notJson("JSON: something follows its end");
      }
      return pieces;
    } catch (IOException e) {
      // The message of the reader quotes the input, which may be the content of an event.
      throw InvalidJsonException.notJson("JSON: malformed");
    }
  }

  private static RawJson value(JsonParser parser, byte[] json) throws IOException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    int to = (int) parser.currentLocation().getByteOffset();
    return new RawJson(Arrays.copyOfRange(json, from, to));
  }

  /** The reader would take UTF-16 and UTF-32, and skip a byte order mark. */
  private static boolean startsUnlikeUtf8(byte[] json) {
    for (int i = 0; i < Math.min(4, json.length); i++) {
      if (json[i] == 0 || json[i] == (byte) 0xef || json[i] == (byte) 0xfe) {
        return true;
      }
    }
    return false;
  }

  @FunctionalInterface
  private interface Cut<T> {
    T run(JsonParser parser) throws IOException;
  }
}
