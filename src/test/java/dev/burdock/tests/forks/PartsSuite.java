package dev.burdock.tests.forks;

import dev.burdock.tests.destinations.DestinationsIT;
import dev.burdock.tests.embedded.EmbeddedIT;
import dev.burdock.tests.embedded.EndsIT;
import dev.burdock.tests.federation.RetriesIT;
import dev.burdock.tests.house.DependencyGateIT;
import dev.burdock.tests.ingest.KafkaAwayIT;
import dev.burdock.tests.streams.RoomStreamsIT;
import dev.burdock.tests.sync.SyncServiceIT;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** Single roles before a real broker, the broker and the registry themselves, and the build. */
@Suite
@SelectClasses({
  RoomStreamsIT.class,
  SyncServiceIT.class,
  RetriesIT.class,
  DestinationsIT.class,
  KafkaAwayIT.class,
  EmbeddedIT.class,
  EndsIT.class,
  DependencyGateIT.class
})
class PartsSuite {}
