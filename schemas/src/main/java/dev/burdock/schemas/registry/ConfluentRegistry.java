package dev.burdock.schemas.registry;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;

/**
 * A Confluent-compatible schema registry over Confluent's own client. The only class that knows the
 * client's package names: the client reaches Maven Central relocated inside a Flink artifact (ADR
 * 0003).
 */
public final class ConfluentRegistry implements SchemaRegistry {
  private static final int MAX_SCHEMAS_PER_SUBJECT = 1_000;
  private static final int CONFLICT = 409;
  private static final int MOST_CONFLICTS = 5;
  private static final long PAUSE_NANOS = 50_000_000;
  private static final int NOT_FOUND = 404;
  private static final Set<Integer> REFUSALS = Set.of(400, CONFLICT, 422);
  private static final String COMPATIBILITY = "BACKWARD_TRANSITIVE";

  private final String url;
  private final SchemaRegistryClient client;
  private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
  private volatile String trouble;

  public ConfluentRegistry(String url) {
    this.url = url;
    this.client = new CachedSchemaRegistryClient(url, MAX_SCHEMAS_PER_SUBJECT);
  }

  /** Others may register the same at the same time, of which the registry makes a conflict. */
  @Override
  public int register(String subject, Schema schema) {
    AvroSchema wanted = new AvroSchema(schema.toString());
    return call(
        "register " + subject,
        () -> {
          for (int attempt = 1; ; attempt++) {
            try {
              return client.register(subject, wanted);
            } catch (RestClientException e) {
              if (e.getStatus() != CONFLICT || attempt == MOST_CONFLICTS) {
                throw e;
              }
              LockSupport.parkNanos(attempt * PAUSE_NANOS);
            }
          }
        });
  }

  @Override
  public Schema byId(int id) {
    Schema known = byId.get(id);
    if (known != null) {
      return known;
    }
    String text = call("read schema " + id, () -> client.getSchemaById(id).canonicalString());
    return byId.computeIfAbsent(id, any -> new Schema.Parser().parse(text));
  }

  @Override
  public List<String> incompatibilities(String subject, Schema schema) {
    AvroSchema asked = new AvroSchema(schema.toString());
    return call(
        "check " + subject,
        () -> {
          // Apicurio says whether, but not why: its reason is in a field that the client ignores.
          List<String> reasons = client.testCompatibilityVerbose(subject, asked);
          return !reasons.isEmpty() || client.testCompatibility(subject, asked)
              ? reasons
              : List.of("not compatible with an earlier version of " + subject);
        });
  }

  /**
   * Makes the registry refuse versions of {@code subject} that cannot read what any earlier one
   * wrote.
   */
  public void requireBackwardTransitive(String subject) {
    call(
        "set compatibility of " + subject,
        () -> client.updateCompatibility(subject, COMPATIBILITY));
  }

  @Override
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  @Override
  public void check() {
    call("list subjects", client::getAllSubjects);
  }

  private <T> T call(String what, RegistryCall<T> call) {
    try {
      T answer = call.run();
      trouble = null;
      return answer;
    } catch (RestClientException e) {
      throw failure(what, e, !isAnswer(e));
    } catch (IOException e) {
      throw failure(what, e, true);
    }
  }

  /**
   * Whether a registry refused what was asked, or knows no such thing: a 404 of its own has a code
   * that begins with it. Any other 404 comes from something else at that address.
   */
  private static boolean isAnswer(RestClientException e) {
    return REFUSALS.contains(e.getStatus())
        || (e.getStatus() == NOT_FOUND && e.getErrorCode() / 100 == NOT_FOUND);
  }

  private RegistryException failure(String what, Exception cause, boolean retriable) {
    String message = "schema registry " + url + ": cannot " + what + ": " + cause.getMessage();
    trouble = retriable ? message : null;
    return new RegistryException(message, retriable, cause);
  }

  @FunctionalInterface
  private interface RegistryCall<T> {
    T run() throws IOException, RestClientException;
  }
}
