package dev.burdock.tests.forks;

import dev.burdock.tests.bench.BenchesIT;
import dev.burdock.tests.faults.PipelineIT;
import dev.burdock.tests.faults.PoisonIT;
import dev.burdock.tests.faults.RemoteFaultsIT;
import dev.burdock.tests.faults.StandaloneRestartIT;
import dev.burdock.tests.faults.StreamsKillIT;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** The whole pipeline, of which one process is killed at most. */
@Suite
@SelectClasses({
  RemoteFaultsIT.class,
  PipelineIT.class,
  PoisonIT.class,
  StandaloneRestartIT.class,
  StreamsKillIT.class,
  BenchesIT.class
})
class WholeSuite {}
