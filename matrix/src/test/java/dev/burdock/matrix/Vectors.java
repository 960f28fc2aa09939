package dev.burdock.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * The vectors of the specification's appendix and those that src/test/vectors/generate.py wrote.
 */
public final class Vectors {
  /** The key of the appendix "Cryptographic Test Vectors". */
  public static final SigningKey KEY =
      SigningKey.parse("ed25519 1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");

  public static final ServerName SERVER = ServerName.parse("domain");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Vectors() {}

  /** The lines of a vector file, each a JSON object. */
  public static Stream<JsonNode> lines(String file) {
    try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines().map(Vectors::tree).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
