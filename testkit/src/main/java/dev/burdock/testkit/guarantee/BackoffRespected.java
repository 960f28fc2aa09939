package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Backoff;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.util.stream.Stream;

/** Nobody is called before its backoff ends (R25). */
final class BackoffRespected implements Guarantee {
  @Override
  public int number() {
    return 5;
  }

  @Override
  public Stream<String> violations(History history, Bounds bounds) {
    long slack = bounds.slack().toMillis();
    return history.by(Send.class, Send::destination).entrySet().stream()
        .flatMap(
            lane ->
                Backoffs.inForce(history, lane.getKey()).stream()
                    .flatMap(
                        backoff ->
                            lane.getValue().stream()
                                .filter(send -> tooEarly(send, backoff, slack))
                                .map(send -> words(send, backoff))));
  }

  private static boolean tooEarly(Send send, Backoff backoff, long slack) {
    return send.startedAt() > backoff.from() && send.startedAt() + slack < backoff.to();
  }

  private static String words(Send send, Backoff backoff) {
    return send.destination()
        + " was called "
        + (backoff.to() - send.startedAt())
        + " ms before its backoff ended (transaction "
        + send.txnId()
        + ")";
  }
}
