package dev.burdock.tests.forks;

import dev.burdock.tests.clients.JsClientIT;
import dev.burdock.tests.clients.LiveEventsIT;
import dev.burdock.tests.gateway.BurstsIT;
import dev.burdock.tests.gateway.GatewaySectionsIT;
import dev.burdock.tests.gateway.GatewayTransparencyIT;
import dev.burdock.tests.gateway.GatewayWithSdkIT;
import dev.burdock.tests.gateway.UnwrapIT;
import dev.burdock.tests.ingest.InboundFederationIT;
import dev.burdock.tests.judge.SignedJsonIT;
import dev.burdock.tests.out.WayOutFiguresIT;
import dev.burdock.tests.out.WayOutIT;
import dev.burdock.tests.pipeline.SoftFailureIT;
import dev.burdock.tests.pipeline.SynapsePipelineIT;
import dev.burdock.tests.pipeline.ThreeServersIT;
import dev.burdock.tests.synapse.SynapseHarnessIT;
import dev.burdock.tests.sync.SyncGatewayIT;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** Real homeservers and real clients: they share the homeservers of {@code Homeservers}. */
@Suite
@SelectClasses({
  GatewayTransparencyIT.class,
  JsClientIT.class,
  GatewayWithSdkIT.class,
  SyncGatewayIT.class,
  LiveEventsIT.class,
  UnwrapIT.class,
  BurstsIT.class,
  GatewaySectionsIT.class,
  SynapsePipelineIT.class,
  SoftFailureIT.class,
  ThreeServersIT.class,
  InboundFederationIT.class,
  SynapseHarnessIT.class,
  SignedJsonIT.class,
  WayOutIT.class,
  WayOutFiguresIT.class
})
class HomeserversSuite {}
