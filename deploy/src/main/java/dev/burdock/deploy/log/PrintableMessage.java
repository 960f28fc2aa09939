package dev.burdock.deploy.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.burdock.matrix.text.Printable;

/** {@code %line} of a logback pattern: the message as one line, whoever wrote what is in it. */
public final class PrintableMessage extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return Printable.of(event.getFormattedMessage());
  }
}
