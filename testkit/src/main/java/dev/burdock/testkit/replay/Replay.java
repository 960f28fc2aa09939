package dev.burdock.testkit.replay;

import dev.burdock.testkit.homeserver.FedEvent;
import dev.burdock.testkit.homeserver.HomeserverState;
import dev.burdock.testkit.homeserver.TransactionSender;
import dev.burdock.testkit.oracle.Expectations;
import dev.burdock.testkit.recording.Recording;
import dev.burdock.testkit.recording.Recording.RecordedTransaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays the recording to Burdock, pass after pass, each in rooms of its own. What was due while the
 * last transaction was under way goes together in the next, as a homeserver does it.
 */
public final class Replay {
  private static final int MOST_EVENTS = 100;

  private final Recording recording;
  private final HomeserverState homeserver;
  private final Expectations expectations;
  private final Clock clock;
  private final EventCloner cloner;
  private final TransactionSender sender;
  private final String salt;
  private Pass pass;
  private int passNumber = -1;

  /**
   * A replay to the application service at {@code url}.
   *
   * @param salt different for each demo
   */
  public Replay(
      Recording recording,
      HomeserverState homeserver,
      Expectations expectations,
      Clock clock,
      String url,
      String hsToken,
      String salt) {
    this.recording = recording;
    this.homeserver = homeserver;
    this.expectations = expectations;
    this.clock = clock;
    this.cloner = new EventCloner(recording);
    this.sender = new TransactionSender(url, hsToken);
    this.salt = salt;
  }

  /**
   * Plays for {@code lengthMs} at {@code rate} events per second; returns when all is acknowledged.
   */
  public void run(long lengthMs, double rate) throws InterruptedException {
    Schedule schedule = new Schedule(recording, rate);
    long start = clock.millis();
    while (schedule.dueMs() < lengthMs) {
      Thread.sleep(Math.max(0, start + schedule.dueMs() - clock.millis()));
      send(due(schedule, Math.min(lengthMs, clock.millis() - start + 1)));
    }
  }

  private List<FedEvent> due(Schedule schedule, long untilMs) {
    List<FedEvent> events = new ArrayList<>();
    while (schedule.dueMs() < untilMs
        && events.size() + schedule.current().events().size() <= MOST_EVENTS) {
      enter(schedule.pass());
      RecordedTransaction transaction = schedule.current();
      transaction
          .events()
          .forEach(
              event -> events.add(cloner.clone(event, transaction.atMs(), pass, clock.millis())));
      schedule.advance();
    }
    return events;
  }

  private void enter(int number) {
    if (number != passNumber) {
      passNumber = number;
      pass = new Pass(recording, salt + number);
      pass.rooms(recording)
          .forEach(
              room -> {
                homeserver.open(room);
                expectations.open(room);
              });
    }
  }

  private void send(List<FedEvent> events) throws InterruptedException {
    if (events.isEmpty()) {
      return;
    }
    events.forEach(homeserver::store);
    long sent = clock.millis();
    sender.send(events);
    expectations.fed(events, sent, clock.millis());
    events.forEach(homeserver::apply);
  }
}
