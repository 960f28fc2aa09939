package dev.burdock.matrix.federation;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Fetches {@code https://HOST/.well-known/matrix/server}. */
public interface WellKnownClient {
  /**
   * Asks a host, follows redirects, reads no more than a bounded body. The stage fails if no answer
   * came.
   *
   * @param host a DNS name without port
   */
  CompletionStage<Reply> fetch(String host);

  /**
   * The answer at the end of the redirects.
   *
   * @param status HTTP status
   * @param body the text of the answer
   * @param cacheControl the header of that name
   * @param expires the header of that name
   */
  record Reply(int status, String body, Optional<String> cacheControl, Optional<String> expires) {}
}
