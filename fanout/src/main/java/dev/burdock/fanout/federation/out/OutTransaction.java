package dev.burdock.fanout.federation.out;

import dev.burdock.fanout.federation.domain.Attempt;
import dev.burdock.fanout.federation.domain.AttemptPolicy;
import dev.burdock.fanout.federation.domain.SendResult;
import dev.burdock.fanout.federation.http.RemoteCalls;
import dev.burdock.fanout.federation.lane.GuestTurn;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.http.client.BoundedBody;
import dev.burdock.http.proxy.EndToEnd;
import dev.burdock.matrix.federation.XMatrix;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * One transaction of the homeserver's, from its turn to the end of the destination's answer, which
 * it waits for also when the homeserver does not: until then nothing else may go there. Lives on
 * one event loop.
 */
final class OutTransaction {
  private static final byte[] NOTHING_SENT = "{\"pdus\":{}}".getBytes(StandardCharsets.UTF_8);
  private static final int OK = 200;

  private final OutTransactions around;
  private final OutRequest out;
  private final String txnId;
  private final XMatrix signed;
  private final Context context;
  private final Optional<HomeserverTransaction> content;

  OutTransaction(
      OutTransactions around, OutRequest out, String txnId, XMatrix signed, Context context) {
    this.around = around;
    this.out = out;
    this.txnId = txnId;
    this.signed = signed;
    this.context = context;
    this.content = HomeserverTransaction.read(out.body.getBytes());
  }

  /** Its turn has come; on the thread of the lanes. */
  void come(GuestTurn turn) {
    Set<String> there = new HashSet<>();
    if (around.resigner().holdsKey(signed.origin().value())) {
      content.ifPresent(read -> read.sticky().stream().filter(turn::isThere).forEach(there::add));
    }
    context.runOnContext(run -> begin(Optional.of(turn), there));
  }

  /** It goes without a turn: nobody who could give one is there. */
  void outOfTurn() {
    begin(Optional.empty(), Set.of());
  }

  private void begin(Optional<GuestTurn> turn, Set<String> there) {
    try {
      send(turn, there);
    } catch (RuntimeException e) {
      failed(turn, there, e);
    }
  }

  /** Whatever happened, the turn is over. */
  private void failed(Optional<GuestTurn> turn, Set<String> there, Throwable error) {
    end(turn, Optional.empty(), there);
    OutAnswers.failed(out.request.response(), error);
  }

  /** Sends it without what is there already. */
  private void send(Optional<GuestTurn> turn, Set<String> there) {
    if (there.isEmpty()) {
      call(turn, there, out.headers(), out.body);
      return;
    }
    around.metrics().out(FederationMetrics.Out.SHORTENED);
    Optional<byte[]> rest = content.orElseThrow().without(there);
    if (rest.isEmpty()) {
      end(turn, Optional.empty(), there);
      answer(OK, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(NOTHING_SENT));
      return;
    }
    MultiMap headers =
        out.headers()
            .set("Authorization", around.resigner().authorization(signed, out, rest.get()));
    call(turn, there, headers, Buffer.buffer(rest.get()));
  }

  private void call(Optional<GuestTurn> turn, Set<String> there, MultiMap headers, Buffer body) {
    RemoteCalls.Call call =
        around
            .calls()
            .start(out.target.destination(), out.method(), out.target.uri(), headers, body);
    boolean[] late = new boolean[1];
    long timer =
        context
            .owner()
            .setTimer(
                around.timeout().toMillis(),
                id -> {
                  late[0] = true;
                  call.abandon();
                });
    call.answer()
        .compose(
            answer ->
                BoundedBody.read(answer.request(), answer, around.maxAnswer())
                    .map(read -> answered(turn, there, answer, read)))
        .onFailure(error -> failed(turn, there, late[0] ? new TimeoutException() : error))
        .onComplete(over -> context.owner().cancelTimer(timer));
  }

  private int answered(
      Optional<GuestTurn> turn, Set<String> there, HttpClientResponse answer, Buffer body) {
    Attempt attempt = Attempt.answered(answer.statusCode(), Optional.empty(), body.getBytes());
    end(
        turn,
        AttemptPolicy.result(attempt) instanceof SendResult.Accepted accepted
            ? Optional.of(accepted.errors())
            : Optional.empty(),
        there);
    answer(answer.statusCode(), EndToEnd.of(answer.headers()).remove(OutAnswers.NOT_OWNER), body);
    return answer.statusCode();
  }

  private void end(
      Optional<GuestTurn> turn, Optional<Map<String, String>> errors, Set<String> there) {
    if (turn.isEmpty()) {
      return;
    }
    Set<String> brought = new HashSet<>();
    content.ifPresent(read -> brought.addAll(read.sticky()));
    brought.removeAll(there);
    around
        .turns()
        .run(
            () ->
                errors.ifPresentOrElse(
                    told -> turn.get().taken(txnId, brought, told), turn.get()::failed));
  }

  private void answer(int status, MultiMap headers, Buffer body) {
    HttpServerResponse response = out.request.response();
    if (!response.closed() && !response.ended()) {
      response.setStatusCode(status);
      headers.forEach((name, value) -> response.headers().add(name, value));
      response.end(body);
    }
  }
}
