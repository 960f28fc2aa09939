package dev.burdock.deploy.destinations;

import dev.burdock.schemas.destination.DestinationState;
import java.io.PrintWriter;
import java.util.Locale;

/** Everything about one destination as a page for a person. */
public final class DestinationPage {
  private final PrintWriter out;
  private final long now;

  private DestinationPage(PrintWriter out, long now) {
    this.out = out;
    this.now = now;
  }

  /**
   * Prints what is known.
   *
   * @param group whose offsets say how far retry topics are worked off
   */
  public static void print(DestinationDetails details, String group, long now, PrintWriter out) {
    DestinationPage page = new DestinationPage(out, now);
    page.line("destination", details.row().destination());
    details.state().ifPresent(page::state);
    details.row().backlog().ifPresent(backlog -> page.backlog(details, backlog, group));
  }

  private void state(DestinationState state) {
    line("lane", state.getLane().name().toLowerCase(Locale.ROOT));
    line("failures", state.getFailures() + " in a row");
    if (state.getFailures() > 0) {
      line("failing since", time(state.getSinceTs()));
      line("why", state.getKind());
      line("last error", state.getLastError());
    }
    if (state.getFailures() > 0 && state.getRetryTs() == 0) {
      line("next attempt", DisplayTexts.DUE);
    } else if (state.getRetryTs() != 0) {
      String in = DisplayTexts.in(state.getRetryTs(), now);
      line("next attempt", DisplayTexts.at(state.getRetryTs()) + " (" + in + ")");
    }
    if (state.getBehindSinceTs() != 0) {
      line("behind since", time(state.getBehindSinceTs()));
    }
    if (state.getBehindUntilTs() != 0) {
      line("behind until", DisplayTexts.at(state.getBehindUntilTs()));
    }
    if (!state.getPending().isEmpty()) {
      line("to be repeated", state.getPending().size() + " PDUs in one transaction");
      state.getPending().forEach(id -> line("", id));
    }
    line("written", time(state.getWrittenTs()));
  }

  private void backlog(DestinationDetails details, RetryBacklog backlog, String group) {
    String retired = details.row().retired() ? ", to be deleted" : "";
    line("retry topic", backlog.topic() + retired);
    line("offsets", backlog.begin() + " to " + backlog.end());
    String committed =
        backlog.committed().isPresent() ? Long.toString(backlog.committed().getAsLong()) : "none";
    line("committed", committed + " (group " + group + ")");
    line("waiting", details.row().waiting() + " records");
    details.oldest().ifPresent(record -> line("oldest", record(record)));
    details.newest().ifPresent(record -> line("newest", record(record)));
  }

  private String record(WaitingRecord record) {
    String ends =
        record.endTs() <= now ? "has ended" : "ends " + DisplayTexts.in(record.endTs(), now);
    return "received %s, %s, %s of %s at offset %d"
        .formatted(
            time(record.receivedTs()), ends, record.eventId(), record.roomId(), record.offset());
  }

  private String time(long ts) {
    return DisplayTexts.at(ts) + " (" + DisplayTexts.ago(ts, now) + ")";
  }

  private void line(String name, String value) {
    out.println("%-15s %s".formatted(name, DisplayTexts.visible(value)).stripTrailing());
  }
}
