package dev.burdock.tests.forks;

import dev.burdock.tests.cluster.ClusterIT;
import dev.burdock.tests.faults.BrokerLossIT;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** Clusters of three brokers, each with roles of its own, parts of which are lost and return. */
@Suite
@SelectClasses({ClusterIT.class, BrokerLossIT.class})
class BrokersSuite {}
