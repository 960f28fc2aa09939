package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.Attempt;
import dev.burdock.fanout.federation.domain.FailureKind;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Remote servers that answer when the test says so. */
final class FakeRemotes implements Sender {
  /** Every transaction that was sent, in order. */
  final List<Transaction> sent;

  private final Map<String, CompletableFuture<Attempt>> open = new LinkedHashMap<>();

  FakeRemotes() {
    this(new ArrayList<>());
  }

  /**
   * As another worker has them.
   *
   * @param sent takes what is sent to them, by all workers
   */
  FakeRemotes(List<Transaction> sent) {
    this.sent = sent;
  }

  @Override
  public CompletionStage<Attempt> send(Transaction transaction, boolean proven) {
    sent.add(transaction);
    CompletableFuture<Attempt> answer = new CompletableFuture<>();
    if (open.put(transaction.destination(), answer) != null) {
      throw new AssertionError("two in flight to " + transaction.destination());
    }
    return answer;
  }

  boolean inFlight(String destination) {
    return open.containsKey(destination);
  }

  int inFlight() {
    return open.size();
  }

  void accept(String destination) {
    answer(destination, 200, "{\"pdus\":{}}");
  }

  void answer(String destination, int status, String body) {
    open.remove(destination)
        .complete(
            Attempt.answered(status, Optional.empty(), body.getBytes(StandardCharsets.UTF_8)));
  }

  void fail(String destination) {
    open.remove(destination).complete(new Attempt.Broken(FailureKind.CONNECT, "refused"));
  }

  /** The event ids of a transaction. */
  List<String> ids(int index) {
    return sent.get(index).pdus().stream().map(QueuedPdu::eventId).toList();
  }

  /** Those who wait for an answer are gone. */
  void crash() {
    open.clear();
  }

  /** The destinations to which something is in flight. */
  List<String> busy() {
    return List.copyOf(open.keySet());
  }

  void fail(String destination, FailureKind kind) {
    open.remove(destination).complete(new Attempt.Broken(kind, kind.label()));
  }
}
