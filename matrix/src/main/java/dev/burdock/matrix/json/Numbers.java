package dev.burdock.matrix.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The text of floats in events of room versions 1 to 5, which are hashed as the first servers
 * printed them (ADR 0020).
 */
final class Numbers {
  private static final int MAX_DIGITS = 17;
  private static final int FIXED_ABOVE = -4;
  private static final int FIXED_BELOW = 16;

  private Numbers() {}

  /**
   * The shortest decimal that reads back as the same finite double: {@code 0.1}, {@code 100.0},
   * {@code 1e-05}, {@code 1e+16}.
   */
  static String shortest(double value) {
    if (value == 0) {
      return Double.compare(value, 0.0) == 0 ? "0.0" : "-0.0";
    }
    BigDecimal decimal = round(value);
    String digits = decimal.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - decimal.scale();
    String sign = value < 0 ? "-" : "";
    return sign
        + (exponent >= FIXED_ABOVE && exponent < FIXED_BELOW
            ? fixed(digits, exponent)
            : scientific(digits, exponent));
  }

  private static BigDecimal round(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < MAX_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  private static String fixed(String digits, int exponent) {
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    int whole = exponent + 1;
    return digits.length() <= whole
        ? digits + "0".repeat(whole - digits.length()) + ".0"
        : digits.substring(0, whole) + "." + digits.substring(whole);
  }

  private static String scientific(String digits, int exponent) {
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    String power = Integer.toString(Math.abs(exponent));
    return digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (power.length() == 1 ? "0" : "")
        + power;
  }
}
