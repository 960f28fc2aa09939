package dev.burdock.matrix.sign;

import java.security.PublicKey;
import java.util.Arrays;

/** A public Ed25519 key with its id. Safe for use by many threads. */
public final class VerifyKey {
  private final String keyId;
  private final byte[] raw;
  private final PublicKey publicKey;
  private final Ed25519Provider provider;

  private VerifyKey(String keyId, byte[] raw, Ed25519Provider provider) {
    if (!KeyId.isValid(keyId)) {
      throw new InvalidKeyException("verify key: malformed id (expected: ed25519:VERSION)");
    }
    if (raw.length != Ed25519Provider.KEY_BYTES) {
      throw new InvalidKeyException("verify key: " + raw.length + " bytes (expected: 32)");
    }
    this.keyId = keyId;
    this.raw = raw.clone();
    this.publicKey = Ed25519Provider.publicKey(raw);
    this.provider = provider;
  }

  /**
   * The key of 32 bytes.
   *
   * @throws InvalidKeyException if the id or the length is wrong
   */
  public static VerifyKey of(String keyId, byte[] raw) {
    return of(keyId, raw, Ed25519Provider.best());
  }

  /** The key of 32 bytes, used through a certain implementation. */
  public static VerifyKey of(String keyId, byte[] raw, Ed25519Provider provider) {
    return new VerifyKey(keyId, raw, provider);
  }

  /**
   * The key of a base64 text, as key responses have it.
   *
   * @throws InvalidKeyException if the id or the key has another form
   */
  public static VerifyKey parse(String keyId, String base64) {
    try {
      return of(keyId, UnpaddedBase64.decode(base64));
    } catch (InvalidSignatureException e) {
      throw new InvalidKeyException("verify key: not base64");
    }
  }

  /** The id, {@code ed25519:VERSION}. */
  public String keyId() {
    return keyId;
  }

  /** The key, 32 bytes. */
  public byte[] bytes() {
    return raw.clone();
  }

  /**
   * Whether the signature of the message is by this key; false for anything malformed, never an
   * error.
   */
  public boolean verify(byte[] message, byte[] signature) {
    return provider.verify(publicKey, message, signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyKey that
        && keyId.equals(that.keyId)
        && Arrays.equals(raw, that.raw);
  }

  @Override
  public int hashCode() {
    return 31 * keyId.hashCode() + Arrays.hashCode(raw);
  }

  @Override
  public String toString() {
    return keyId;
  }
}
