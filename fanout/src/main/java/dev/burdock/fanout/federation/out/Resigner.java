package dev.burdock.fanout.federation.out;

import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.sign.SigningKey;
import java.util.Map;
import java.util.Optional;

/** Signs a transaction of the homeserver's from which PDUs were left out, with its own key. */
final class Resigner {
  private final Map<String, SigningKey> keys;

  /**
   * @param keys by server name of ours
   */
  Resigner(Map<String, SigningKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  boolean holdsKey(String origin) {
    return keys.containsKey(origin);
  }

  /** The value of {@code Authorization} for a changed body. */
  String authorization(XMatrix before, OutRequest out, byte[] canonical) {
    SigningKey key = Optional.ofNullable(keys.get(before.origin().value())).orElseThrow();
    return XMatrix.sign(
            "PUT",
            out.target.uri(),
            before.origin(),
            before.destination().orElse(out.target.destination()),
            canonical,
            key)
        .header();
  }
}
