package dev.burdock.ingest.pdu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.domain.RawJson;
import dev.burdock.ingest.domain.SignedPdu;
import dev.burdock.ingest.homeserver.PduSource;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.publish.DeadLetter;
import dev.burdock.ingest.publish.Publisher;
import dev.burdock.ingest.room.KnownRooms;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.EventId;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.event.PduFetched;
import dev.burdock.schemas.event.RoomEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches the PDU of one event, checks it and records it, again and again until the event ends. */
public final class PduFetch {
  private static final Logger LOG = LoggerFactory.getLogger(PduFetch.class);

  /** A homeserver of several processes may not see its newest event for a moment. */
  private static final int MAX_ABSENCES = 5;

  private final Vertx vertx;
  private final PduSource source;
  private final KnownRooms rooms;
  private final Publisher publisher;
  private final IngestMetrics metrics;
  private final Clock clock;

  public PduFetch(
      Vertx vertx,
      PduSource source,
      KnownRooms rooms,
      Publisher publisher,
      IngestMetrics metrics,
      Clock clock) {
    this.vertx = vertx;
    this.source = source;
    this.rooms = rooms;
    this.publisher = publisher;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Never fails. Done when the event needs no more work. */
  Future<PduResult> run(WantedPdu wanted) {
    Promise<PduResult> done = Promise.promise();
    attempt(wanted, 1, 0, done);
    return done.future().onSuccess(metrics::pduFetch);
  }

  private void attempt(WantedPdu wanted, int number, int absences, Promise<PduResult> done) {
    if (clock.millis() >= wanted.endTs()) {
      done.complete(PduResult.EXPIRED);
      return;
    }
    source
        .fetch(wanted.eventId())
        .onComplete(
            fetched -> {
              if (fetched.failed()) {
                again(wanted, number, absences, done, fetched.cause());
              } else if (fetched.result().isPresent()) {
                check(wanted, number, fetched.result().get(), done);
              } else if (absences < MAX_ABSENCES) {
                again(wanted, number, absences + 1, done, null);
              } else {
                refuse(wanted, number, "pdu: the homeserver has none", done);
              }
            });
  }

  private void check(WantedPdu wanted, int number, ObjectNode tree, Promise<PduResult> done) {
    Optional<SignedPdu> pdu;
    try {
      pdu =
          SignedPdu.of(tree, EventId.parse(wanted.eventId()), version(wanted.roomId())).asHashed();
    } catch (MatrixException e) {
      refuse(wanted, number, e.getMessage(), done);
      return;
    }
    if (pdu.isPresent()) {
      record(wanted, number, pdu.get(), done);
    } else {
      done.complete(PduResult.REDACTED);
    }
  }

  private void record(WantedPdu wanted, int number, SignedPdu pdu, Promise<PduResult> done) {
    RoomEvent record =
        RoomEvent.newBuilder()
            .setRoomId(wanted.roomId())
            .setServerName(wanted.event().getServerName())
            .setReceivedTs(clock.millis())
            .setFeed(Feed.BURDOCK)
            .setBody(new PduFetched(wanted.eventId(), pdu.json().buffer()))
            .build();
    publisher
        .publish(List.of(record), List.of(), () -> false)
        .onSuccess(recorded -> done.complete(PduResult.FETCHED))
        .onFailure(error -> again(wanted, number, 0, done, error));
  }

  private void refuse(WantedPdu wanted, int number, String reason, Promise<PduResult> done) {
    byte[] event = new byte[wanted.sticky().getEvent().remaining()];
    wanted.sticky().getEvent().duplicate().get(event);
    publisher
        .publish(
            List.of(),
            List.of(new DeadLetter(wanted.roomId(), new RawJson(event), reason, "pdu-fetch")),
            () -> false)
        .onSuccess(recorded -> done.complete(PduResult.REFUSED))
        .onFailure(error -> again(wanted, number, MAX_ABSENCES, done, error));
  }

  private void again(
      WantedPdu wanted, int number, int absences, Promise<PduResult> done, Throwable cause) {
    metrics.pduFetch(PduResult.RETRIED);
    if (number == RetryDelay.NOTABLE && cause != null) {
      LOG.warn(
          "event={} pdu=missing attempts={} reason={}",
          wanted.eventId(),
          number,
          cause.getMessage());
    }
    vertx.setTimer(
        RetryDelay.afterAttempt(number), id -> attempt(wanted, number + 1, absences, done));
  }

  private Optional<RoomVersion> version(String roomId) {
    try {
      return rooms.version(roomId).map(RoomVersion::of);
    } catch (MatrixException e) {
      return Optional.empty(); // a version of the homeserver's own: found by trying
    }
  }
}
