/** The product as processes of its own, which can be killed, stopped and started again. */
package dev.burdock.testkit.process;
