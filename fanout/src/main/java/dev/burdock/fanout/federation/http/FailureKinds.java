package dev.burdock.fanout.federation.http;

import dev.burdock.fanout.federation.domain.FailureKind;
import dev.burdock.matrix.MatrixException;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** From exceptions to kinds of failure. */
final class FailureKinds {
  private static final int MOST_CAUSES = 10;

  private FailureKinds() {}

  /** What kind of failure an exception is, judged by the chain of its causes. */
  static FailureKind kind(Throwable error) {
    Throwable cause = error;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++, cause = cause.getCause()) {
      if (cause instanceof HttpSender.DiscoveryFailure || cause instanceof MatrixException) {
        return FailureKind.DISCOVERY;
      }
      if (cause instanceof SSLException || cause instanceof CertificateException) {
        return FailureKind.TLS;
      }
      if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
        return FailureKind.CONNECT;
      }
      if (cause instanceof HttpClosedException || cause instanceof StreamResetException) {
        return FailureKind.RESET;
      }
      if (cause instanceof TimeoutException) {
        return FailureKind.TIMEOUT;
      }
      if (cause instanceof IllegalArgumentException) {
        return FailureKind.GARBAGE;
      }
    }
    return isOfConnection(error) ? FailureKind.RESET : FailureKind.INTERNAL;
  }

  /** Whatever ends a connection is the remote's doing; ours is only what never got to one. */
  private static boolean isOfConnection(Throwable error) {
    Throwable cause = error;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++, cause = cause.getCause()) {
      if (cause instanceof IOException
          || cause instanceof VertxException
          || cause.getClass().getName().startsWith("io.netty.")) {
        return true;
      }
    }
    return false;
  }

  /** The innermost reason, one line. */
  static String detail(Throwable error) {
    Throwable cause = error;
    for (int i = 0; cause.getCause() != null && i < MOST_CAUSES; i++) {
      cause = cause.getCause();
    }
    String text = cause instanceof CompletionException ? "" : cause.getClass().getSimpleName();
    return cause.getMessage() == null ? text : text + ": " + cause.getMessage();
  }
}
