/**
 * What runs where: the integration tests are divided among suites, in the order in which each runs
 * them. Three forks take one suite after the other, by name (ADR 79).
 */
package dev.burdock.tests.forks;
