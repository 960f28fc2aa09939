package dev.burdock.tests.forks;

import dev.burdock.tests.faults.RemoteFaultsIT;
import dev.burdock.tests.faults.ScaleIT;
import dev.burdock.tests.faults.SoakIT;
import dev.burdock.tests.faults.StreamsKillIT;
import dev.burdock.tests.faults.WorkersIT;
import dev.burdock.tests.gateway.SynapseWorkersIT;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** Roles and remote servers that are killed, frozen, stopped, and come back. */
@Suite
@SelectClasses({
  SoakIT.class,
  WorkersIT.class,
  StreamsKillIT.class,
  RemoteFaultsIT.class,
  SynapseWorkersIT.class,
  ScaleIT.class
})
class FaultsSuite {}
