package dev.burdock.matrix.sign;

import java.security.PrivateKey;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A server's own Ed25519 key. Safe for use by many threads; its text form shows no secret. */
public final class SigningKey {
  private final String keyId;
  private final byte[] seed;
  private final PrivateKey privateKey;
  private final VerifyKey verifyKey;
  private final Ed25519Provider provider;

  private SigningKey(String version, byte[] seed, Ed25519Provider provider) {
    if (!KeyId.isVersion(version)) {
      throw new InvalidKeyException("signing key: malformed version");
    }
    if (seed.length != Ed25519Provider.KEY_BYTES) {
      throw new InvalidKeyException("signing key: " + seed.length + " bytes (expected: 32)");
    }
    this.keyId = KeyId.ALGORITHM + ":" + version;
    this.seed = seed.clone();
    this.privateKey = Ed25519Provider.privateKey(seed);
    this.verifyKey = VerifyKey.of(keyId, Ed25519Provider.derivePublicKey(seed), provider);
    this.provider = provider;
  }

  /**
   * Reads the signing-key file of a homeserver: {@code ed25519 VERSION SEED}, the seed in base64.
   * Of several lines the first counts, as it does for the homeserver.
   *
   * @throws InvalidKeyException if the text has another form
   */
  public static SigningKey parse(String file) {
    String line = file.strip().lines().findFirst().orElse("");
    String[] parts = line.strip().split("\\s+", -1);
    if (parts.length != 3 || !parts[0].equals(KeyId.ALGORITHM)) {
      throw new InvalidKeyException("signing key: malformed (expected: ed25519 VERSION SEED)");
    }
    try {
      return fromSeed(parts[1], UnpaddedBase64.decode(parts[2]));
    } catch (InvalidSignatureException e) {
      throw new InvalidKeyException("signing key: the seed is not base64");
    }
  }

  /**
   * The key of a seed.
   *
   * @param version what follows {@code ed25519:} in the key id
   * @param seed 32 bytes, copied
   * @throws InvalidKeyException if either has another form
   */
  public static SigningKey fromSeed(String version, byte[] seed) {
    return fromSeed(version, seed, Ed25519Provider.best());
  }

  /** The key of a seed, used through a certain implementation. */
  public static SigningKey fromSeed(String version, byte[] seed, Ed25519Provider provider) {
    return new SigningKey(version, seed, provider);
  }

  /**
   * A new key.
   *
   * @param random a {@link java.security.SecureRandom} in production
   */
  public static SigningKey generate(String version, RandomGenerator random) {
    byte[] seed = new byte[Ed25519Provider.KEY_BYTES];
    random.nextBytes(seed);
    return fromSeed(version, seed);
  }

  /** The id, {@code ed25519:VERSION}. */
  public String keyId() {
    return keyId;
  }

  /** The signature of a message, 64 bytes. */
  public byte[] sign(byte[] message) {
    return provider.sign(privateKey, message);
  }

  /** The public half, 32 bytes. */
  public byte[] publicKey() {
    return verifyKey.bytes();
  }

  /** The public half, ready to verify. */
  public VerifyKey verifyKey() {
    return verifyKey;
  }

  /**
   * The line of a signing-key file that {@link #parse} reads. It is the secret: for a file that
   * nobody else reads.
   */
  public String toFileLine() {
    return KeyId.ALGORITHM
        + " "
        + keyId.substring(KeyId.ALGORITHM.length() + 1)
        + " "
        + UnpaddedBase64.encode(seed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SigningKey that
        && keyId.equals(that.keyId)
        && Arrays.equals(seed, that.seed);
  }

  @Override
  public int hashCode() {
    return verifyKey.hashCode();
  }

  @Override
  public String toString() {
    return keyId;
  }
}
