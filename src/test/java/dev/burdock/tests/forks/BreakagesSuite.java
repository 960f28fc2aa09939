package dev.burdock.tests.forks;

import dev.burdock.tests.cluster.ClusterIT;
import dev.burdock.tests.faults.BrokerLossIT;
import dev.burdock.tests.faults.SoakIT;
import dev.burdock.tests.faults.WorkersIT;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * Parts are killed and judged by the clock: each of these needs many processes, so that no two of
 * them may run side by side.
 */
@Suite
@SelectClasses({BrokerLossIT.class, ClusterIT.class, SoakIT.class, WorkersIT.class})
class BreakagesSuite {}
