package dev.burdock.fanout.federation.http;

import dev.burdock.fanout.federation.domain.Transaction;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.SigningKey;
import java.util.Map;

/** Makes the signed request of a transaction. Safe for many threads. */
public final class RequestSigner {
  private final Map<String, SigningKey> keys;

  /**
   * @param keys by server name of ours
   */
  public RequestSigner(Map<String, SigningKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  /**
   * A request that is ready to be sent; a class, so that nobody prints its bytes.
   *
   * @see XMatrix
   */
  static final class Signed {
    final String path;
    final String authorization;
    final byte[] body;

    private Signed(String path, String authorization, byte[] body) {
      this.path = path;
      this.authorization = authorization;
      this.body = body;
    }
  }

  /**
   * Signs a transaction.
   *
   * @throws IllegalArgumentException when its origin is not ours
   */
  Signed sign(Transaction transaction) {
    SigningKey key = keys.get(transaction.origin());
    if (key == null) {
      throw new IllegalArgumentException("origin " + transaction.origin() + ": not ours");
    }
    byte[] body = transaction.body();
    String path = transaction.path();
    XMatrix header =
        XMatrix.sign(
            "PUT",
            path,
            ServerName.parse(transaction.origin()),
            ServerName.parse(transaction.destination()),
            body,
            key);
    return new Signed(path, header.header(), body);
  }
}
