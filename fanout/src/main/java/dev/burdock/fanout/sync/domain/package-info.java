/**
 * What a client of the sticky stream has seen and may see next: marks, tokens, pages, bursts. Knows
 * neither Kafka nor Vert.x.
 */
package dev.burdock.fanout.sync.domain;
