/** What is known of rooms, in stores whose keys are ordered bytes. */
package dev.burdock.streams.state;
