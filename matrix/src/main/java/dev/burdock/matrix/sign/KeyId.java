package dev.burdock.matrix.sign;

/** The grammar of key ids, {@code ed25519:VERSION}. */
final class KeyId {
  static final String ALGORITHM = "ed25519";

  private static final int MAX_VERSION = 128;

  private KeyId() {}

  /** Whether the text is a key id of Ed25519 with a version of letters, digits and a few signs. */
  static boolean isValid(String keyId) {
    return keyId.startsWith(ALGORITHM + ":") && isVersion(keyId.substring(ALGORITHM.length() + 1));
  }

  static boolean isVersion(String version) {
    return !version.isEmpty()
        && version.length() <= MAX_VERSION
        && version.chars().allMatch(KeyId::isVersionCharacter);
  }

  private static boolean isVersionCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || "_-+/.=".indexOf(c) >= 0;
  }
}
