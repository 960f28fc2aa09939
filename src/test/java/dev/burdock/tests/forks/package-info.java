/**
 * What runs where: the integration tests are divided among suites, in the order in which each runs
 * them. Two forks take one suite after the other, by name (ADR 0076).
 */
package dev.burdock.tests.forks;
