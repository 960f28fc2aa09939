package dev.burdock.ingest.app;

import dev.burdock.ingest.intake.BatchPreparer;
import dev.burdock.ingest.intake.BatchWriter;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.publish.Publisher;
import dev.burdock.ingest.room.KnownRooms;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;

/** What every way into Kafka shares. */
record CommonParts(
    BatchPreparer preparer,
    BatchWriter writer,
    Publisher publisher,
    KnownRooms known,
    WorkerExecutor workers,
    IngestMetrics metrics,
    Clock clock) {}
