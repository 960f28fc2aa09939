package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.Backoff;
import dev.burdock.fanout.federation.domain.FailureKind;
import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.SendResult;
import java.time.Duration;

/** Whether a destination may be called; the methods are the legal transitions (R25). */
public sealed interface LaneState {
  /** The state that was remembered. */
  static LaneState of(Memo memo) {
    if (memo.failures() > 0) {
      FailureKind kind = FailureKind.ofLabel(memo.kind());
      return new BackingOff(memo.failures(), memo.sinceTs(), memo.retryTs(), kind, memo.error());
    }
    return memo.retryTs() > 0 ? new Held(1, memo.retryTs()) : new Live();
  }

  /** From when on the destination may be called, ms since the epoch; 0 for at any time. */
  long dueTs();

  /** Failures in a row. */
  default int failures() {
    return 0;
  }

  /** The destination answered 200, or something that is final. */
  default LaneState succeeded() {
    return new Live();
  }

  /** The destination answered, but it has not taken anything yet: that would be recovery. */
  default LaneState answered() {
    return succeeded();
  }

  /** The destination failed. */
  default LaneState failed(SendResult.Failed failure, long nowTs, Backoff backoff) {
    long retryTs = nowTs + backoff.after(1).toMillis();
    return new BackingOff(1, nowTs, retryTs, failure.kind(), failure.error());
  }

  /** The destination asked for time. */
  default LaneState asked(Duration asked, long nowTs, Backoff backoff) {
    return new Held(1, nowTs + backoff.wait(asked, 1).toMillis());
  }

  /** The destination showed by a request of its own that it is alive. */
  default LaneState woken() {
    return this;
  }

  /** An operator wants the destination called, whatever it asked for. */
  default LaneState pressed() {
    return woken();
  }

  /**
   * The clock made a step.
   *
   * @param stepMs by how much; negative for a step back
   */
  LaneState shifted(long stepMs);

  /** Nothing speaks against calling. */
  record Live() implements LaneState {
    @Override
    public long dueTs() {
      return 0;
    }

    @Override
    public LaneState shifted(long stepMs) {
      return this;
    }
  }

  /**
   * The destination asked for time: no failure.
   *
   * @param waits how often in a row
   */
  record Held(int waits, long dueTs) implements LaneState {
    @Override
    public LaneState asked(Duration asked, long nowTs, Backoff backoff) {
      return new Held(waits + 1, nowTs + backoff.wait(asked, waits + 1).toMillis());
    }

    @Override
    public LaneState pressed() {
      return new Live();
    }

    @Override
    public LaneState shifted(long stepMs) {
      return new Held(waits, dueTs + stepMs);
    }
  }

  /**
   * The destination failed.
   *
   * @param sinceTs when it failed first, ms since the epoch
   * @param error one line for an operator
   */
  record BackingOff(int failures, long sinceTs, long dueTs, FailureKind kind, String error)
      implements LaneState {
    @Override
    public LaneState failed(SendResult.Failed failure, long nowTs, Backoff backoff) {
      long retryTs = nowTs + backoff.after(failures + 1).toMillis();
      return new BackingOff(failures + 1, sinceTs, retryTs, failure.kind(), failure.error());
    }

    @Override
    public LaneState answered() {
      return woken();
    }

    @Override
    public LaneState shifted(long stepMs) {
      return new BackingOff(failures, sinceTs + stepMs, dueTs + stepMs, kind, error);
    }

    @Override
    public LaneState woken() {
      return new BackingOff(failures, sinceTs, 0, kind, error);
    }
  }
}
