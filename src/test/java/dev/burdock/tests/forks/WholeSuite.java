package dev.burdock.tests.forks;

import dev.burdock.tests.bench.BenchesIT;
import dev.burdock.tests.faults.PipelineIT;
import dev.burdock.tests.faults.PoisonIT;
import dev.burdock.tests.faults.StandaloneRestartIT;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** The whole pipeline, in which nothing is killed. */
@Suite
@SelectClasses({PipelineIT.class, PoisonIT.class, StandaloneRestartIT.class, BenchesIT.class})
class WholeSuite {}
