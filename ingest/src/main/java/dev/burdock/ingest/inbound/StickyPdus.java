package dev.burdock.ingest.inbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.domain.Acceptance;
import dev.burdock.ingest.domain.AnsweredPdus;
import dev.burdock.ingest.domain.Arrived;
import dev.burdock.ingest.domain.BadEventException;
import dev.burdock.ingest.domain.ClientFormat;
import dev.burdock.ingest.domain.FederationTransaction;
import dev.burdock.ingest.domain.FeedElement;
import dev.burdock.ingest.domain.FeedEvent;
import dev.burdock.ingest.domain.SignedPdu;
import dev.burdock.ingest.intake.BatchPreparer;
import dev.burdock.ingest.intake.BatchWriter;
import dev.burdock.ingest.keys.KeyRing;
import dev.burdock.ingest.keys.KeysUnavailableException;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.room.KnownRooms;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.event.Pdu;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sign.VerifyKey;
import dev.burdock.schemas.event.Feed;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Records the sticky PDUs of an inbound transaction that the homeserver took, after their hashes
 * and signatures were checked (ADR 0034).
 */
public final class StickyPdus {
  private final Set<String> ours;
  private final KnownRooms rooms;
  private final KeyRing keys;
  private final BatchPreparer preparer;
  private final BatchWriter writer;
  private final WorkerExecutor workers;
  private final IngestMetrics metrics;

  /**
   * @param ours the server names that are ours
   */
  public StickyPdus(
      Set<String> ours,
      KnownRooms rooms,
      KeyRing keys,
      BatchPreparer preparer,
      BatchWriter writer,
      WorkerExecutor workers,
      IngestMetrics metrics) {
    this.ours = Set.copyOf(ours);
    this.rooms = rooms;
    this.keys = keys;
    this.preparer = preparer;
    this.writer = writer;
    this.workers = workers;
    this.metrics = metrics;
  }

  /**
   * Records what the homeserver took.
   *
   * @param origin who sent the transaction
   * @param server the server of ours that the transaction was for
   * @param answer the body of the homeserver's 200
   * @param receivedTs when the transaction arrived, ms
   * @return done when Kafka has it; fails with {@link dev.burdock.ingest.publish.PublishException},
   *     or {@link KeysUnavailableException} when too many servers are asked for their keys: the
   *     transaction, which the origin repeats, then proves itself later
   */
  public Future<Void> record(
      String origin,
      String server,
      FederationTransaction transaction,
      byte[] answer,
      long receivedTs) {
    if (transaction.sticky().isEmpty()) {
      return Future.succeededFuture();
    }
    return workers
        .executeBlocking(() -> taken(transaction, answer), false)
        .compose(taken -> verified(origin, taken, receivedTs))
        .compose(
            elements ->
                writer.take(preparer.of(Feed.FEDERATION, server, elements, receivedTs)).answer());
  }

  private List<SignedPdu> taken(FederationTransaction transaction, byte[] answer) {
    AnsweredPdus answered = AnsweredPdus.read(answer);
    List<SignedPdu> taken = new ArrayList<>();
    for (ObjectNode pdu : transaction.sticky()) {
      Optional<SignedPdu> signed = answered.find(pdu, version(pdu));
      if (signed.isEmpty()) {
        metrics.inboundSticky(StickyResult.NOT_TAKEN);
      } else if (isOwn(pdu)) {
        metrics.inboundSticky(StickyResult.OWN);
      } else {
        taken.add(signed.get());
      }
    }
    return taken;
  }

  private Future<List<FeedElement>> verified(
      String origin, List<SignedPdu> taken, long receivedTs) {
    List<Future<FeedElement>> elements =
        taken.stream()
            .map(pdu -> keysFor(origin, pdu).compose(found -> judge(pdu, found, receivedTs)))
            .toList();
    return Future.join(elements).map(done -> elements.stream().map(Future::result).toList());
  }

  /** The keys of all servers that must have signed; null for one whose keys are not to be had. */
  private Future<Map<ServerName, Map<String, VerifyKey>>> keysFor(String origin, SignedPdu pdu) {
    Map<ServerName, Future<Map<String, VerifyKey>>> asked = new LinkedHashMap<>();
    try {
      long madeTs = pdu.tree().path("origin_server_ts").longValue();
      for (ServerName signer : Pdu.requiredSigners(pdu.tree(), pdu.version())) {
        asked.put(signer, keys.forEvent(signer, madeTs, origin).recover(StickyPdus::unlessBusy));
      }
    } catch (MatrixException e) {
      return Future.succeededFuture(Map.of()); // nobody can have signed it
    }
    return Future.join(List.copyOf(asked.values()))
        .map(
            done -> {
              Map<ServerName, Map<String, VerifyKey>> found = new LinkedHashMap<>();
              asked.forEach((signer, answer) -> found.put(signer, answer.result()));
              return found;
            });
  }

  /** That nobody could be asked proves nothing about the event. */
  private static Future<Map<String, VerifyKey>> unlessBusy(Throwable error) {
    return error instanceof KeysUnavailableException keys && keys.isBusy()
        ? Future.failedFuture(error)
        : Future.succeededFuture();
  }

  private Future<FeedElement> judge(
      SignedPdu pdu, Map<ServerName, Map<String, VerifyKey>> found, long receivedTs) {
    return workers.executeBlocking(
        () -> {
          if (found.isEmpty() || found.values().stream().anyMatch(Objects::isNull)) {
            metrics.inboundSticky(StickyResult.UNVERIFIED);
            return new FeedElement.Refused(pdu.json(), BadEventException.unverified());
          }
          try {
            check(pdu, found);
            FeedEvent event = FeedEvent.parse(ClientFormat.of(pdu));
            metrics.inboundSticky(StickyResult.RECORDED);
            return new FeedElement.Taken(
                new Arrived(event, Acceptance.ACCEPTED, Optional.empty(), receivedTs));
          } catch (MatrixException e) {
            metrics.inboundSticky(StickyResult.INVALID);
            return new FeedElement.Refused(pdu.json(), e);
          }
        },
        false);
  }

  private static void check(SignedPdu pdu, Map<ServerName, Map<String, VerifyKey>> found) {
    if (Pdu.checkHashAndSize(pdu.tree(), pdu.version()) != Pdu.Integrity.INTACT) {
      throw BadEventException.wrongHash();
    }
    found.forEach(
        (signer, signerKeys) ->
            Signatures.verifyEvent(pdu.tree(), pdu.version(), signer, signerKeys));
  }

  private Optional<RoomVersion> version(ObjectNode pdu) {
    try {
      return rooms.version(pdu.path("room_id").asText("")).map(RoomVersion::of);
    } catch (MatrixException e) {
      return Optional.empty(); // a version of the homeserver's own: found by trying
    }
  }

  private boolean isOwn(ObjectNode pdu) {
    try {
      return ours.contains(Pdu.sender(pdu).server().value());
    } catch (MatrixException e) {
      return false;
    }
  }
}
