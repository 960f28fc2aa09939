package dev.burdock.streams.topology;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Sends records that cannot be read to the dead-letter topic and goes on. While the schema registry
 * is away nothing is read: the thread fails and is replaced until it is back.
 */
public final class UnreadableHandler implements DeserializationExceptionHandler {
  private DeadLetterRecords deadLetters;

  @Override
  public void configure(Map<String, ?> configs) {
    deadLetters = DeadLetterRecords.of(configs);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception failure) {
    return RetriableFailures.isPassing(failure)
        ? Response.fail()
        : Response.resume(deadLetters.of(context, record.key(), record.value(), failure));
  }
}
