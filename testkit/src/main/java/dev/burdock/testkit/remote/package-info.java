/** Simulated remote servers over real TLS, which fail in every way. */
package dev.burdock.testkit.remote;
