/**
 * The guarantees of delivery, written once as a checker of what was observed: the fault tests hold
 * it, and so do the soak and the demo (ADR 0067). It knows nothing of the pipeline.
 */
package dev.burdock.testkit.guarantee;
