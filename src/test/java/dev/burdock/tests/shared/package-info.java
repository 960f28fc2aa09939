/** What the tests of one fork share: each starts on its first use and ends with the JVM. */
package dev.burdock.tests.shared;
