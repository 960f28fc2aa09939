package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.Attempt;
import dev.burdock.fanout.federation.domain.Transaction;
import java.util.concurrent.CompletionStage;

/** Sends a transaction once. */
public interface Sender {
  /**
   * The stage never fails and completes within a bounded time.
   *
   * @param proven whether the destination answered last time; what others cost must not delay these
   */
  CompletionStage<Attempt> send(Transaction transaction, boolean proven);
}
