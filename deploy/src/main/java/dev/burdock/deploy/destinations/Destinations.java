package dev.burdock.deploy.destinations;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.destination.Command;
import dev.burdock.schemas.destination.DestinationCommand;
import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.Topic;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * The destinations of an installation, as an operator sees them. Every method takes a bounded time
 * and throws {@link IOException} with the brokers' address when they do not answer.
 */
public final class Destinations {
  private static final Duration LONGEST_READ = Duration.ofSeconds(30);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

  private final KafkaConfig kafka;
  private final Clock clock;
  private final AvroCodec<DestinationState> states;
  private final AvroCodec<Outbound> pdus;
  private final AvroCodec<DestinationCommand> commands;
  private final String topic;

  public Destinations(KafkaConfig kafka, SchemaRegistry registry, Clock clock) {
    this.kafka = kafka;
    this.clock = clock;
    this.states = new AvroCodec<>(registry, DestinationState.class);
    this.pdus = new AvroCodec<>(registry, Outbound.class);
    this.commands = new AvroCodec<>(registry, DestinationCommand.class);
    this.topic = Topic.DESTINATIONS.name(kafka.topicPrefix());
  }

  /** All destinations that fail or that something waits for. */
  public DestinationsOverview overview() throws IOException, InterruptedException {
    return overview(any -> true);
  }

  /** Those of {@code names} that fail or that something waits for. */
  public DestinationsOverview overview(Collection<String> names)
      throws IOException, InterruptedException {
    return overview(Set.copyOf(names)::contains);
  }

  /** Everything about one destination, whether there is much or nothing. */
  public DestinationDetails details(String name) throws IOException, InterruptedException {
    LatestStates<DestinationState> read = read(name::equals, Function.identity());
    Optional<DestinationState> state = Optional.ofNullable(read.byDestination().get(name));
    Optional<RetryBacklog> backlog = Optional.ofNullable(backlogs(name::equals).get(name));
    DestinationRow row = new DestinationRow(name, state.map(DestinationStatus::of), backlog);
    if (row.waiting() == 0) {
      return new DestinationDetails(row, state, Optional.empty(), Optional.empty());
    }
    try (var consumer = TopicReads.consumer(kafka)) {
      WaitingReader waiting = new WaitingReader(consumer, pdus);
      return new DestinationDetails(
          row,
          state,
          waiting.oldest(backlog.orElseThrow(), LONGEST_LOOK),
          waiting.newest(backlog.orElseThrow(), LONGEST_LOOK));
    } catch (KafkaException e) {
      throw unanswered(e);
    }
  }

  /**
   * Writes a command for the destination of each row and waits for what comes of it.
   *
   * @return what the owners wrote after it within {@code wait}: the last state, empty for a
   *     destination that there is nothing more to say about
   */
  public Map<String, Optional<DestinationStatus>> command(
      Command command, List<DestinationRow> rows, Duration wait)
      throws IOException, InterruptedException {
    if (rows.isEmpty()) {
      return Map.of();
    }
    Map<String, Integer> failures = new HashMap<>();
    rows.forEach(row -> failures.put(row.destination(), row.failures()));
    try (OwnerReactions reactions = new OwnerReactions(TopicReads.consumer(kafka), states, topic)) {
      new CommandWriter(kafka, commands).write(command, failures.keySet(), clock.millis());
      return reactions.await(
          failures.keySet(),
          (name, standing) -> OwnerReactions.settles(command, failures.get(name), standing),
          wait);
    } catch (ExecutionException e) {
      throw unanswered(e.getCause());
    } catch (KafkaException e) {
      throw unanswered(e);
    }
  }

  private DestinationsOverview overview(Predicate<String> wanted)
      throws IOException, InterruptedException {
    LatestStates<DestinationStatus> read = read(wanted, DestinationStatus::of);
    Map<String, RetryBacklog> backlogs = backlogs(wanted);
    List<DestinationRow> rows = new ArrayList<>();
    Stream.concat(read.byDestination().keySet().stream(), backlogs.keySet().stream())
        .collect(Collectors.toSet())
        .forEach(
            name ->
                rows.add(
                    new DestinationRow(
                        name,
                        Optional.ofNullable(read.byDestination().get(name)),
                        Optional.ofNullable(backlogs.get(name)))));
    rows.removeIf(row -> !row.known());
    rows.sort(DestinationRow.LONGEST_FAILING);
    return new DestinationsOverview(rows, read.unreadable());
  }

  private <T> LatestStates<T> read(Predicate<String> wanted, Function<DestinationState, T> keep)
      throws IOException {
    try (var consumer = TopicReads.consumer(kafka)) {
      return new DestinationStateReader(consumer, states, topic).read(wanted, keep, LONGEST_READ);
    } catch (KafkaException e) {
      throw unanswered(e);
    }
  }

  private Map<String, RetryBacklog> backlogs(Predicate<String> wanted)
      throws IOException, InterruptedException {
    try (Admin admin = Admin.create(kafka.clientProperties(TopicReads.QUICK))) {
      return new RetryBacklogReader(admin, kafka.topicPrefix()).read(wanted);
    } catch (ExecutionException e) {
      throw unanswered(e.getCause());
    }
  }

  private IOException unanswered(Throwable cause) {
    return new IOException(
        KafkaConfig.BOOTSTRAP.name() + ": " + kafka.bootstrapServers() + ": " + cause.getMessage(),
        cause);
  }
}
