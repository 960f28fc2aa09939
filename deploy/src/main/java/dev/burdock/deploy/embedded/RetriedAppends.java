package dev.burdock.deploy.embedded;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;

/**
 * Leaves out of the log what the embedded broker says of a batch that came before its predecessor:
 * the broker refuses it and the producer sends both again, in order.
 */
public final class RetriedAppends extends Filter<ILoggingEvent> {
  @Override
  public FilterReply decide(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    boolean retried =
        thrown != null && thrown.getClassName().equals(OutOfOrderSequenceException.class.getName());
    return retried ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
