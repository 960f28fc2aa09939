package dev.burdock.deploy.log;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.burdock.matrix.text.Printable;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * {@code %trace} of a logback pattern: an exception and its causes, each message on one line,
 * whoever wrote what is in it.
 */
public final class PrintableThrowable extends ThrowableHandlingConverter {
  @Override
  public String convert(ILoggingEvent event) {
    StringBuilder out = new StringBuilder();
    Set<IThrowableProxy> told = Collections.newSetFromMap(new IdentityHashMap<>());
    String before = "";
    IThrowableProxy thrown = event.getThrowableProxy();
    while (thrown != null && told.add(thrown)) {
      append(out, before, thrown);
      before = "Caused by: ";
      thrown = thrown.getCause();
    }
    return out.toString();
  }

  private static void append(StringBuilder out, String before, IThrowableProxy thrown) {
    out.append(before).append(thrown.getClassName());
    if (thrown.getMessage() != null) {
      out.append(": ").append(Printable.of(thrown.getMessage()));
    }
    out.append(System.lineSeparator());
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    int own = frames.length - thrown.getCommonFrames();
    for (int i = 0; i < own; i++) {
      out.append('\t').append(frames[i].getSTEAsString()).append(System.lineSeparator());
    }
    if (own < frames.length) {
      out.append("\t… ").append(frames.length - own).append(" more");
      out.append(System.lineSeparator());
    }
  }
}
