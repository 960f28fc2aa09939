package dev.burdock.matrix.sign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.EventHashes;
import dev.burdock.matrix.event.Redaction;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import java.util.Map;

/**
 * Signing JSON objects and events, and checking such signatures (specification, appendix "Signing
 * JSON").
 */
public final class Signatures {
  private static final String SIGNATURES = "signatures";
  private static final String UNSIGNED = "unsigned";
  private static final String HASHES = "hashes";

  private Signatures() {}

  /**
   * A copy of the object with a signature added; {@code unsigned} and other signatures stay and are
   * not covered.
   *
   * @param object not modified
   * @throws dev.burdock.matrix.json.InvalidJsonException if it has no strict canonical form
   */
  public static ObjectNode signJson(ObjectNode object, ServerName signer, SigningKey key) {
    return withSignature(object, signer, key, key.sign(CanonicalJson.bytes(signedPart(object))));
  }

  /**
   * Checks that one of the signer's keys signed the object.
   *
   * @param keys the signer's keys by id
   * @throws InvalidSignatureException if no signature by a known key is right
   * @throws dev.burdock.matrix.json.InvalidJsonException if the object has no canonical form
   */
  public static void verifyJson(ObjectNode object, ServerName signer, Map<String, VerifyKey> keys) {
    // Servers sign what their own encoder makes of floats too, so only the lenient form can be
    // demanded of others.
    verify(object, CanonicalJson.lenientBytes(signedPart(object)), signer, keys);
  }

  /**
   * A copy of the event with its content hash and a signature of its redacted form added.
   *
   * @param event a PDU, not modified
   * @throws dev.burdock.matrix.json.InvalidJsonException if it has no canonical form
   */
  public static ObjectNode signEvent(
      ObjectNode event, RoomVersion version, ServerName signer, SigningKey key) {
    ObjectNode hashed = shallowCopy(event);
    ObjectNode hashes = objectOrEmpty(event.get(HASHES));
    hashes.put("sha256", UnpaddedBase64.encode(EventHashes.contentHash(event, version)));
    hashed.set(HASHES, hashes);
    return withSignature(hashed, signer, key, key.sign(redactedBytes(hashed, version)));
  }

  /**
   * Checks that one of the signer's keys signed the redacted form of the event. The content hash is
   * {@link dev.burdock.matrix.event.Pdu#checkHashAndSize}'s business.
   *
   * @param keys the signer's keys by id, valid at the time of the event
   * @throws InvalidSignatureException if no signature by a known key is right
   * @throws dev.burdock.matrix.json.InvalidJsonException if the event has no canonical form
   */
  public static void verifyEvent(
      ObjectNode event, RoomVersion version, ServerName signer, Map<String, VerifyKey> keys) {
    verify(event, redactedBytes(event, version), signer, keys);
  }

  private static void verify(
      ObjectNode object, byte[] message, ServerName signer, Map<String, VerifyKey> keys) {
    JsonNode signatures = object.path(SIGNATURES).path(signer.value());
    for (Map.Entry<String, JsonNode> entry : signatures.properties()) {
      VerifyKey key = keys.get(entry.getKey());
      if (key != null && entry.getValue().isTextual() && matches(key, message, entry.getValue())) {
        return;
      }
    }
    throw new InvalidSignatureException(
        "signature of " + signer + ": none is right under a known key");
  }

  private static boolean matches(VerifyKey key, byte[] message, JsonNode signature) {
    try {
      return key.verify(message, UnpaddedBase64.decode(signature.textValue()));
    } catch (InvalidSignatureException e) {
      return false; // not base64; another one may be right
    }
  }

  private static byte[] redactedBytes(ObjectNode event, RoomVersion version) {
    ObjectNode redacted = Redaction.redact(event, version);
    redacted.remove(SIGNATURES);
    return version.strictCanonicalJson()
        ? CanonicalJson.bytes(redacted)
        : CanonicalJson.lenientBytes(redacted);
  }

  private static ObjectNode signedPart(ObjectNode object) {
    ObjectNode signed = shallowCopy(object);
    signed.remove(SIGNATURES);
    signed.remove(UNSIGNED);
    return signed;
  }

  private static ObjectNode withSignature(
      ObjectNode object, ServerName signer, SigningKey key, byte[] signature) {
    ObjectNode signed = shallowCopy(object);
    ObjectNode signatures = objectOrEmpty(object.get(SIGNATURES));
    ObjectNode ours = objectOrEmpty(signatures.get(signer.value()));
    ours.put(key.keyId(), UnpaddedBase64.encode(signature));
    signatures.set(signer.value(), ours);
    signed.set(SIGNATURES, signatures);
    return signed;
  }

  private static ObjectNode objectOrEmpty(JsonNode node) {
    return node instanceof ObjectNode object
        ? shallowCopy(object)
        : JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode shallowCopy(ObjectNode object) {
    return JsonNodeFactory.instance.objectNode().setAll(object);
  }
}
