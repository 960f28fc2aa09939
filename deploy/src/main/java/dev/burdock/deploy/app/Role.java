package dev.burdock.deploy.app;

import dev.burdock.fanout.federation.app.FederationSender;
import dev.burdock.fanout.federation.config.FederationConfig;
import dev.burdock.fanout.sync.app.SyncService;
import dev.burdock.fanout.sync.app.UnwrapService;
import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.fanout.sync.config.SyncMode;
import dev.burdock.fanout.sync.config.UnwrapConfig;
import dev.burdock.ingest.app.Ingest;
import dev.burdock.ingest.config.IngestConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.streams.app.RoomStreams;
import dev.burdock.streams.config.RoomStreamsConfig;
import java.util.Optional;

/** The roles that a process can have. */
public enum Role {
  INGEST {
    @Override
    RunningRole start(RoleContext context) {
      Ingest ingest =
          Ingest.start(
              IngestConfig.from(context.settings()),
              context.servers(),
              context.kafka(),
              context.registry(),
              context.vertx(),
              context.meters(),
              context.clock());
      return RunningRole.of(this, ingest.port(), ingest::ready, ingest::fault, ingest);
    }
  },
  STREAMS {
    @Override
    RunningRole start(RoleContext context) {
      RoomStreams streams =
          RoomStreams.start(
              RoomStreamsConfig.from(context.settings()),
              context.servers(),
              context.kafka(),
              context.registry(),
              context.vertx(),
              context.meters(),
              context.clock());
      return RunningRole.of(this, streams.port(), streams::ready, streams::fault, streams);
    }
  },
  SYNC {
    @Override
    RunningRole start(RoleContext context) {
      if (!needsRegistry(context.settings())) {
        return unwrapping(context);
      }
      SyncService sync =
          SyncService.start(
              SyncConfig.from(context.settings()),
              context.kafka(),
              context.registry(),
              context.vertx(),
              context.meters(),
              context.clock());
      return RunningRole.of(this, sync.port(), sync::ready, sync::fault, sync)
          .unless(sync::trouble);
    }

    @Override
    boolean needsRegistry(Settings settings) {
      return SyncMode.from(settings) != SyncMode.UNWRAP;
    }

    private RunningRole unwrapping(RoleContext context) {
      UnwrapService unwrap =
          UnwrapService.start(
              UnwrapConfig.from(context.settings()), context.vertx(), context.meters());
      return RunningRole.of(this, unwrap.port(), unwrap::ready, Optional::empty, unwrap);
    }
  },
  FEDERATION {
    @Override
    RunningRole start(RoleContext context) {
      FederationSender federation =
          FederationSender.start(
              FederationConfig.from(context.settings()),
              context.servers(),
              context.kafka(),
              context.registry(),
              context.vertx(),
              context.meters(),
              context.clock(),
              context.random());
      return RunningRole.of(this, NO_PORT, federation::ready, federation::fault, federation);
    }
  };

  private static final int NO_PORT = -1;

  /** Starts it; returns when it serves. */
  abstract RunningRole start(RoleContext context);

  /** Whether it cannot work without the schema registry. */
  boolean needsRegistry(Settings settings) {
    return true;
  }
}
