package dev.burdock.matrix.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.InvalidKeyException;
import dev.burdock.matrix.sign.InvalidSignatureException;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.matrix.sign.UnpaddedBase64;
import dev.burdock.matrix.sign.VerifyKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that a server publishes at {@code /_matrix/key/v2/server}, with the proof of its own
 * signature done.
 *
 * @param server whose keys they are
 * @param verifyKeys the keys in use, by id; never empty
 * @param oldVerifyKeys former keys, by id, good for old events alone
 * @param validUntilTs ms since the epoch, as the server says
 */
public record ServerKeys(
    ServerName server,
    Map<String, VerifyKey> verifyKeys,
    Map<String, OldKey> oldVerifyKeys,
    long validUntilTs) {
  /** Keys are believed for no longer than this after they were fetched. */
  public static final Duration MAX_VALIDITY = Duration.ofDays(7);

  /** More keys than any server needs; a longer list is refused. */
  static final int MAX_KEYS = 100;

  public ServerKeys {
    verifyKeys = Map.copyOf(verifyKeys);
    oldVerifyKeys = Map.copyOf(oldVerifyKeys);
  }

  /**
   * A key that its server no longer signs with.
   *
   * @param expiredTs ms since the epoch; events made before may be signed with it
   */
  public record OldKey(VerifyKey key, long expiredTs) {}

  /**
   * Reads a key response and checks that a key in it signed it. Keys of other algorithms are
   * ignored.
   *
   * @param expected the server that was asked
   * @throws InvalidSignatureException {@code M_UNAUTHORIZED} if it is for another server, malformed
   *     or not signed by itself
   * @throws dev.burdock.matrix.json.InvalidJsonException if it has no canonical form
   */
  public static ServerKeys parse(ObjectNode response, ServerName expected) {
    if (!expected.value().equals(response.path("server_name").textValue())) {
      throw new InvalidSignatureException("keys of " + expected + ": server_name is another");
    }
    JsonNode validUntil = response.path("valid_until_ts");
    if (!isTimestamp(validUntil)) {
      throw new InvalidSignatureException("keys of " + expected + ": no valid_until_ts");
    }
    Map<String, VerifyKey> keys = new HashMap<>();
    members(response, "verify_keys")
        .forEach((id, node) -> key(id, node).ifPresent(key -> keys.put(id, key)));
    Map<String, OldKey> oldKeys = new HashMap<>();
    members(response, "old_verify_keys")
        .forEach(
            (id, node) ->
                key(id, node).ifPresent(key -> oldKeys.put(id, new OldKey(key, expiredTs(node)))));
    Signatures.verifyJson(response, expected, keys);
    return new ServerKeys(expected, keys, oldKeys, validUntil.longValue());
  }

  /**
   * The response that a server itself gives, signed with all of its keys.
   *
   * @param validUntilTs ms since the epoch
   */
  public static ObjectNode response(
      ServerName server, Collection<SigningKey> keys, long validUntilTs) {
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    response.put("server_name", server.value()).put("valid_until_ts", validUntilTs);
    ObjectNode verifyKeys = response.putObject("verify_keys");
    keys.forEach(
        key ->
            verifyKeys.putObject(key.keyId()).put("key", UnpaddedBase64.encode(key.publicKey())));
    response.putObject("old_verify_keys");
    ObjectNode signed = response;
    for (SigningKey key : keys) {
      signed = Signatures.signJson(signed, server, key);
    }
    return signed;
  }

  /**
   * The instant after which these keys prove nothing new: what the server says, but at most seven
   * days from the fetch.
   *
   * @param fetchedTs ms since the epoch
   */
  public long validUntil(long fetchedTs) {
    return Math.min(validUntilTs, fetchedTs + MAX_VALIDITY.toMillis());
  }

  /**
   * When to fetch them again: after half of their validity.
   *
   * @param fetchedTs ms since the epoch
   */
  public long refreshAt(long fetchedTs) {
    return fetchedTs + Math.max(0, validUntil(fetchedTs) - fetchedTs) / 2;
  }

  /**
   * The key to check a request with that arrives now.
   *
   * @param fetchedTs when the keys were fetched, ms since the epoch
   */
  public Optional<VerifyKey> forRequest(String keyId, long fetchedTs, long nowTs) {
    return nowTs <= validUntil(fetchedTs)
        ? Optional.ofNullable(verifyKeys.get(keyId))
        : Optional.empty();
  }

  /**
   * The keys by id that may have signed an event, as room versions 5 and later demand: in use while
   * they are valid, or retired after the event was made.
   *
   * @param fetchedTs when the keys were fetched, ms since the epoch
   * @param originServerTs when the event says it was made, ms since the epoch
   */
  public Map<String, VerifyKey> forEvent(long fetchedTs, long originServerTs) {
    Map<String, VerifyKey> keys = new HashMap<>();
    oldVerifyKeys.forEach(
        (id, old) -> {
          if (originServerTs < old.expiredTs()) {
            keys.put(id, old.key());
          }
        });
    if (originServerTs <= validUntil(fetchedTs)) {
      keys.putAll(verifyKeys);
    }
    return keys;
  }

  private static Map<String, JsonNode> members(ObjectNode response, String name) {
    JsonNode node = response.path(name);
    if (node.size() > MAX_KEYS) {
      throw new InvalidSignatureException(name + ": more than " + MAX_KEYS + " keys");
    }
    Map<String, JsonNode> members = new HashMap<>();
    node.properties().forEach(entry -> members.put(entry.getKey(), entry.getValue()));
    return members;
  }

  private static Optional<VerifyKey> key(String id, JsonNode node) {
    try {
      return Optional.of(VerifyKey.parse(id, node.path("key").asText("")));
    } catch (InvalidKeyException e) {
      return Optional.empty();
    }
  }

  private static long expiredTs(JsonNode node) {
    JsonNode expired = node.path("expired_ts");
    return isTimestamp(expired) ? expired.longValue() : 0;
  }

  private static boolean isTimestamp(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0;
  }
}
