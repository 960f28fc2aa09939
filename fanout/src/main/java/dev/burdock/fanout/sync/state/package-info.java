/** What this process knows: rooms, sessions, and how far it has read (ADR 0057). */
package dev.burdock.fanout.sync.state;
