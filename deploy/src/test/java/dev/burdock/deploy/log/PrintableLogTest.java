package dev.burdock.deploy.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintableLogTest {
  private static final String FORGED = "\r\ntime=2026-01-01T00:00:00Z level=ERROR forged";

  private final LoggerContext context = new LoggerContext();

  @Test
  void a_text_of_a_stranger_begins_no_line_of_its_own() throws Exception {
    String written = written("room={} unread", "!a" + FORGED + ":example.org", null);

    assertThat(written.lines()).singleElement().asString().endsWith("unread");
  }

  @Test
  void a_message_of_an_exception_or_its_cause_begins_no_line_of_its_own() throws Exception {
    Exception cause = new IllegalArgumentException("no hex: since=%zz" + FORGED);
    String written = written("path={} failed", "/", new IllegalStateException("a" + FORGED, cause));

    assertThat(written.lines().filter(line -> !line.startsWith("\t"))).hasSize(3);
    assertThat(written.lines()).noneMatch(line -> line.endsWith("level=ERROR forged\n"));
    assertThat(written).contains("Caused by: java.lang.IllegalArgumentException: no hex");
  }

  @Test
  void no_access_token_is_written() throws Exception {
    String uri = "/_matrix/client/v3/sync?access_token=syt_SECRET%0a&since=1";

    assertThat(written("uri={} failed", uri, new IllegalArgumentException("bad: " + uri)))
        .doesNotContain("SECRET")
        .contains("since=1");
  }

  private String written(String message, Object argument, Throwable thrown) throws Exception {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(getClass().getResource("/logback.xml"));
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ConsoleAppender<ILoggingEvent> console =
        (ConsoleAppender<ILoggingEvent>) root.getAppender("STDERR");
    LoggingEvent event =
        new LoggingEvent("", root, Level.WARN, message, thrown, new Object[] {argument});
    return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
  }
}
