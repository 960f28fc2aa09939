package dev.burdock.matrix.federation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.burdock.matrix.id.InvalidIdException;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.InvalidSignatureException;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.matrix.sign.UnpaddedBase64;
import dev.burdock.matrix.sign.VerifyKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code Authorization: X-Matrix} header of a request between servers (server-server
 * specification, "Request Authentication").
 *
 * @param origin the server that sends the request
 * @param destination the server that the request is for; old servers leave it out
 * @param keyId the key that signed, such as {@code ed25519:1}
 * @param signature unpadded base64
 */
public record XMatrix(
    ServerName origin, Optional<ServerName> destination, String keyId, String signature) {
  private static final String SCHEME = "X-Matrix";

  /**
   * Checks that the texts can stand in a header.
   *
   * @throws InvalidAuthorizationException if they cannot
   */
  public XMatrix {
    if (!isPlain(keyId) || !isPlain(signature)) {
      throw new InvalidAuthorizationException("authorization: malformed key or sig");
    }
  }

  /**
   * Reads a header value: any order, quoted or not, unknown parameters ignored, scheme in any case.
   * No header (null) is refused like a malformed one.
   *
   * @throws InvalidAuthorizationException if it has another form
   */
  public static XMatrix parse(String header) {
    Map<String, String> params = AuthParams.parse(header, SCHEME);
    try {
      return new XMatrix(
          ServerName.parse(required(params, "origin")),
          Optional.ofNullable(params.get("destination")).map(ServerName::parse),
          required(params, "key"),
          required(params, "sig"));
    } catch (InvalidIdException e) {
      throw new InvalidAuthorizationException("authorization: " + e.getMessage());
    }
  }

  /** Signs a request without a body. */
  public static XMatrix sign(
      String method, String uri, ServerName origin, ServerName destination, SigningKey key) {
    return sign(method, uri, origin, destination, new byte[0], key);
  }

  /**
   * Signs a request with a JSON body.
   *
   * @throws dev.burdock.matrix.json.InvalidJsonException if the content has no canonical form
   */
  public static XMatrix sign(
      String method,
      String uri,
      ServerName origin,
      ServerName destination,
      ObjectNode content,
      SigningKey key) {
    return sign(method, uri, origin, destination, CanonicalJson.lenientBytes(content), key);
  }

  /**
   * Signs a request whose body is canonical JSON already, without reading it again.
   *
   * @param method such as {@code PUT}
   * @param uri path and query as sent, such as {@code /_matrix/federation/v1/send/1}
   * @param canonicalContent canonical JSON, exactly as sent; empty for a request without a body
   */
  public static XMatrix sign(
      String method,
      String uri,
      ServerName origin,
      ServerName destination,
      byte[] canonicalContent,
      SigningKey key) {
    byte[] message = signedBytes(method, uri, origin, destination, canonicalContent);
    return new XMatrix(
        origin, Optional.of(destination), key.keyId(), UnpaddedBase64.encode(key.sign(message)));
  }

  /**
   * Checks the signature of a request without a body.
   *
   * @param ours the name under which we take the request; must be the header's destination if it
   *     has one
   * @throws InvalidAuthorizationException if it is for another server or not signed by the key
   */
  public void verify(String method, String uri, ServerName ours, VerifyKey key) {
    verify(method, uri, ours, new byte[0], key);
  }

  /**
   * Checks the signature of a request with a JSON body.
   *
   * @param ours the name under which we take the request; must be the header's destination if it
   *     has one
   * @throws InvalidAuthorizationException if it is for another server or not signed by the key
   * @throws dev.burdock.matrix.json.InvalidJsonException if the content has no canonical form
   */
  public void verify(
      String method, String uri, ServerName ours, ObjectNode content, VerifyKey key) {
    verify(method, uri, ours, CanonicalJson.lenientBytes(content), key);
  }

  /** The header's value. */
  public String header() {
    StringBuilder header = new StringBuilder(SCHEME).append(" origin=\"").append(origin);
    destination.ifPresent(name -> header.append("\",destination=\"").append(name));
    return header
        .append("\",key=\"")
        .append(keyId)
        .append("\",sig=\"")
        .append(signature)
        .append('"')
        .toString();
  }

  private void verify(
      String method, String uri, ServerName ours, byte[] canonicalContent, VerifyKey key) {
    if (destination.isPresent() && !destination.get().equals(ours)) {
      throw new InvalidAuthorizationException("authorization: destination is another server");
    }
    byte[] message = signedBytes(method, uri, origin, ours, canonicalContent);
    if (!keyId.equals(key.keyId()) || !key.verify(message, signatureBytes())) {
      throw new InvalidAuthorizationException("authorization: wrong signature of " + origin);
    }
  }

  private byte[] signatureBytes() {
    try {
      return UnpaddedBase64.decode(signature);
    } catch (InvalidSignatureException e) {
      throw new InvalidAuthorizationException("authorization: sig is not base64");
    }
  }

  /** Canonical JSON of the request, written around the content, whose name sorts first. */
  private static byte[] signedBytes(
      String method, String uri, ServerName origin, ServerName destination, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + uri.length() + 200);
    out.write('{');
    if (content.length > 0) {
      out.writeBytes("\"content\":".getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(content);
      out.write(',');
    }
    member(out, "destination", destination.value(), ',');
    member(out, "method", method, ',');
    member(out, "origin", origin.value(), ',');
    member(out, "uri", uri, '}');
    return out.toByteArray();
  }

  private static void member(ByteArrayOutputStream out, String name, String value, char end) {
    out.writeBytes(CanonicalJson.bytes(TextNode.valueOf(name)));
    out.write(':');
    out.writeBytes(CanonicalJson.bytes(TextNode.valueOf(value)));
    out.write(end);
  }

  private static String required(Map<String, String> params, String name) {
    String value = params.get(name);
    if (value == null || value.isEmpty()) {
      throw new InvalidAuthorizationException("authorization: no " + name);
    }
    return value;
  }

  private static boolean isPlain(String value) {
    return value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != ',');
  }
}
