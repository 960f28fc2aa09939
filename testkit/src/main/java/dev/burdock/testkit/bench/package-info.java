/** Figures of the pipeline under load and faults, each a command that is bounded in time. */
package dev.burdock.testkit.bench;
