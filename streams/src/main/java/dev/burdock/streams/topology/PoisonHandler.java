package dev.burdock.streams.topology;

import dev.burdock.schemas.registry.RegistryException;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records that the topology fails on to the dead-letter topic and goes on: judging and
 * encoding come before the first write, so such a record has changed nothing (ADR 0082). Failures
 * of Kafka, of the stores or of the registry are not the record's fault: the thread fails and is
 * replaced.
 */
public final class PoisonHandler implements ProcessingExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(PoisonHandler.class);

  private DeadLetterRecords deadLetters;

  @Override
  public void configure(Map<String, ?> configs) {
    deadLetters = DeadLetterRecords.of(configs);
  }

  @Override
  public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
    boolean blameless =
        failure instanceof KafkaException
            || failure instanceof RegistryException
            || RetriableFailures.isPassing(failure)
            || context.sourceRawValue() == null;
    if (blameless) {
      return Response.fail();
    }
    LOG.error(
        "event=record-failed topic={} partition={} offset={}",
        context.topic(),
        context.partition(),
        context.offset(),
        failure);
    return Response.resume(
        deadLetters.of(context, context.sourceRawKey(), context.sourceRawValue(), failure));
  }
}
