package dev.burdock.matrix.sign;

import java.util.Base64;

/**
 * Base64 without padding, as Matrix writes it (specification, appendix "Unpadded Base64"); padding
 * is read too.
 */
public final class UnpaddedBase64 {
  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

  private UnpaddedBase64() {}

  public static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /**
   * Reads standard base64.
   *
   * @throws InvalidSignatureException if the text is not base64
   */
  public static byte[] decode(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidSignatureException("base64: malformed");
    }
  }
}
