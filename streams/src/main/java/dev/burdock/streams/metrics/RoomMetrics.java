package dev.burdock.streams.metrics;

import dev.burdock.schemas.outbound.Cause;
import dev.burdock.streams.domain.Note;
import dev.burdock.streams.kept.Limit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The catalogue of the topology's metrics; the names are public API. Safe for many threads. */
public final class RoomMetrics {
  /** Records and events by what became of them; label {@code result}. */
  public static final String JUDGED = "burdock.streams.judged";

  /** Times that an event of another server had to wait for its turn (R28); label {@code limit}. */
  public static final String DEFERRED = "burdock.streams.deferred";

  /** Firings that looked for deferred events whose turn has come and ran out of their budget. */
  public static final String RELEASES_CUT = "burdock.streams.releases.cut";

  /** Records of outbound, each one PDU for one partition; label {@code cause}. */
  public static final String PUSHED = "burdock.streams.pushed";

  /** Firings of the expiry that ran out of their budget. */
  public static final String EXPIRY_CUT = "burdock.streams.expiry.cut";

  /** Stream threads that failed and were replaced. */
  public static final String THREADS_REPLACED = "burdock.streams.threads.replaced";

  /** Records that went to the dead-letter topic. */
  public static final String DEAD_LETTERS = "burdock.streams.dead.letters";

  private final Map<Note, Counter> judged;
  private final Map<Limit, Counter> deferred;
  private final Map<Cause, Counter> pushed;
  private final Counter expiryCut;
  private final Counter releasesCut;
  private final Counter threadsReplaced;
  private final Counter deadLetters;

  public RoomMetrics(MeterRegistry registry) {
    judged = counters(Note.class, note -> registry.counter(JUDGED, "result", label(note)));
    deferred = counters(Limit.class, limit -> registry.counter(DEFERRED, "limit", label(limit)));
    pushed = counters(Cause.class, cause -> registry.counter(PUSHED, "cause", label(cause)));
    expiryCut = registry.counter(EXPIRY_CUT);
    releasesCut = registry.counter(RELEASES_CUT);
    threadsReplaced = registry.counter(THREADS_REPLACED);
    deadLetters = registry.counter(DEAD_LETTERS);
  }

  public void judged(Note note) {
    judged.get(note).increment();
  }

  public void deferred(Limit limit) {
    deferred.get(limit).increment();
  }

  public void pushed(Cause cause) {
    pushed.get(cause).increment();
  }

  public void expiryCut() {
    expiryCut.increment();
  }

  public void releasesCut() {
    releasesCut.increment();
  }

  public void threadReplaced() {
    threadsReplaced.increment();
  }

  public void deadLetter() {
    deadLetters.increment();
  }

  private static <E extends Enum<E>> Map<E, Counter> counters(
      Class<E> type, Function<E, Counter> counter) {
    Map<E, Counter> counters = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      counters.put(constant, counter.apply(constant));
    }
    return counters;
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
