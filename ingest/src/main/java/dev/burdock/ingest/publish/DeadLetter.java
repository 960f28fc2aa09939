package dev.burdock.ingest.publish;

import dev.burdock.ingest.domain.RawJson;

/**
 * Something that could not be recorded.
 *
 * @param key key of its record; null when none is known
 * @param value as it came
 * @param reason one sentence that does not quote it
 * @param source the feed, or {@code topic-partition@offset}
 */
public record DeadLetter(String key, RawJson value, String reason, String source) {}
