/** The listener, embedded mode, long-polls and the client of the room reads. */
package dev.burdock.fanout.sync.http;
