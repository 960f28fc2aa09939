/** Pure decisions about the sticky events of rooms: no Kafka, no Vert.x, no clock. */
package dev.burdock.streams.domain;
