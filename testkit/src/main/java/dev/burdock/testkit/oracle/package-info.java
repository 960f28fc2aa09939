/** What should be delivered to whom, by the rules of the proposal, from what was fed alone. */
package dev.burdock.testkit.oracle;
