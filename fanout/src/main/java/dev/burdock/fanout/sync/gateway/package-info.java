/**
 * The gateway before a homeserver: rewrites what carries sticky events, passes the rest (ADR 0058).
 */
package dev.burdock.fanout.sync.gateway;
