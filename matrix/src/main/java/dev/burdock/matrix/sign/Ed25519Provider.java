package dev.burdock.matrix.sign;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The implementation of Ed25519 in use: the native one of Amazon Corretto Crypto Provider if it
 * loads here, else the JDK's, which is some twenty times slower (ADR 0021). Safe for use by many
 * threads.
 */
public final class Ed25519Provider {
  /** Length of seeds and public keys, in bytes. */
  static final int KEY_BYTES = 32;

  /** Length of signatures, in bytes. */
  static final int SIGNATURE_BYTES = 64;

  private static final String ALGORITHM = "Ed25519";
  private static final String JDK_PROVIDER = "SunEC";

  /**
   * What precedes the seed in a PKCS #8 private key, and the point in an X.509 public key (RFC
   * 8410).
   */
  private static final byte[] PRIVATE_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final Ed25519Provider JDK =
      new Ed25519Provider(Security.getProvider(JDK_PROVIDER));
  private static final Optional<Ed25519Provider> NATIVE =
      loadNative().map(Ed25519Provider::new).filter(Ed25519Provider::works);

  private final Provider provider;

  private Ed25519Provider(Provider provider) {
    this.provider = provider;
  }

  /** The fastest implementation that works on this machine. */
  public static Ed25519Provider best() {
    return NATIVE.orElse(JDK);
  }

  /** The JDK's implementation. */
  public static Ed25519Provider jdk() {
    return JDK;
  }

  /** The native implementation, if its library loads here. */
  public static Optional<Ed25519Provider> nativeProvider() {
    return NATIVE;
  }

  /** The name of the security provider, for the start-up log. */
  public String name() {
    return provider.getName();
  }

  byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM, provider);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 signing failed with " + name(), e);
    }
  }

  boolean verify(PublicKey key, byte[] message, byte[] signatureBytes) {
    if (signatureBytes.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(ALGORITHM, provider);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signatureBytes);
    } catch (GeneralSecurityException e) {
      return false; // a key that is no point of the curve, or a signature out of range
    }
  }

  static PrivateKey privateKey(byte[] seed) {
    try {
      return keyFactory().generatePrivate(new PKCS8EncodedKeySpec(join(PRIVATE_PREFIX, seed)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK refuses an Ed25519 seed", e);
    }
  }

  static PublicKey publicKey(byte[] raw) {
    try {
      return keyFactory().generatePublic(new X509EncodedKeySpec(join(PUBLIC_PREFIX, raw)));
    } catch (GeneralSecurityException e) {
      throw new InvalidKeyException("verify key: not an Ed25519 key");
    }
  }

  /**
   * The public key of a seed, 32 bytes. The JDK tells it only of a pair that it generates, so the
   * seed is its chance.
   */
  static byte[] derivePublicKey(byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM, JDK_PROVIDER);
      generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
      byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
      return Arrays.copyOfRange(encoded, PUBLIC_PREFIX.length, encoded.length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks Ed25519", e);
    }
  }

  private static KeyFactory keyFactory() throws GeneralSecurityException {
    return KeyFactory.getInstance(ALGORITHM, JDK_PROVIDER);
  }

  private static byte[] join(byte[] prefix, byte[] key) {
    byte[] joined = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, joined, prefix.length, key.length);
    return joined;
  }

  private static Optional<Provider> loadNative() {
    try {
      return NativeProvider.load();
    } catch (LinkageError e) {
      return Optional.empty(); // its jar is not on the class path
    }
  }

  /** Whether the provider makes the same signature as the JDK, and accepts it. */
  private boolean works() {
    try {
      byte[] seed = new byte[KEY_BYTES];
      PrivateKey key = privateKey(seed);
      byte[] signature = sign(key, seed);
      return Arrays.equals(signature, JDK.sign(key, seed))
          && verify(publicKey(derivePublicKey(seed)), seed, signature);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** A source of randomness that gives the same bytes again and again. */
  private static final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    FixedRandom(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] out) {
      System.arraycopy(bytes, 0, out, 0, out.length);
    }
  }
}
