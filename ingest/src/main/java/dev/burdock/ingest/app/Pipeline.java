package dev.burdock.ingest.app;

import dev.burdock.ingest.intake.Intake;
import dev.burdock.ingest.intake.Transactions;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.publish.Publisher;
import dev.burdock.ingest.room.KnownRooms;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;

/** What every way into Kafka shares. */
record Pipeline(
    Transactions transactions,
    Intake intake,
    Publisher publisher,
    KnownRooms known,
    WorkerExecutor workers,
    IngestMetrics metrics,
    Clock clock) {}
