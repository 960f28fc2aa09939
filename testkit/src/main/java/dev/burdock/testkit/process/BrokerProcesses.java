package dev.burdock.testkit.process;

import dev.burdock.deploy.embedded.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * The brokers of one cluster, each a child process that can be killed and started again on its data
 * and ports. Brokers have numbers from 1.
 */
public final class BrokerProcesses implements AutoCloseable {
  private static final long STOP_SECONDS = 15;

  /** After so long without a word a broker is given up by the others. */
  private static final int SESSION_MS = 5_000;

  private static final int HEARTBEAT_MS = 500;

  private final Path folder;
  private final List<Integer> ports;
  private final List<Integer> controllerPorts;
  private final List<Process> processes = new ArrayList<>();

  private BrokerProcesses(Path folder, List<Integer> ports, List<Integer> controllerPorts) {
    this.folder = folder;
    this.ports = ports;
    this.controllerPorts = controllerPorts;
  }

  /** Starts {@code count} brokers with their data in {@code folder}; returns at once. */
  public static BrokerProcesses start(Path folder, int count) throws IOException {
    List<Integer> free = FreePorts.choose(2 * count);
    BrokerProcesses brokers =
        new BrokerProcesses(
            Files.createDirectories(folder),
            free.subList(0, count),
            free.subList(count, 2 * count));
    String id = Uuid.randomUuid().toString();
    for (int number = 1; number <= count; number++) {
      brokers.format(number, id);
    }
    for (int number = 1; number <= count; number++) {
      brokers.processes.add(brokers.launch(number));
    }
    return brokers;
  }

  /** What clients take as {@code bootstrap.servers}. */
  public String bootstrap() {
    return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  /** Ends a broker as {@code kill -9} does; returns when it is gone. */
  public void kill(int number) throws InterruptedException {
    Process process = processes.get(number - 1);
    process.destroyForcibly();
    process.waitFor();
  }

  /** Starts it again; returns at once. */
  public void revive(int number) throws IOException {
    processes.set(number - 1, launch(number));
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      Children.awaitEnd(process, STOP_SECONDS);
    }
  }

  private Process launch(int number) throws IOException {
    List<String> command = new ArrayList<>(Children.java(256));
    command.addAll(List.of("kafka.Kafka", properties(number).toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(folder.resolve("broker-" + number + ".log").toFile()))
        .start();
  }

  private void format(int number, String id) throws IOException {
    Files.writeString(properties(number), text(number));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] arguments = {"format", "--cluster-id", id, "--config", properties(number).toString()};
    int status =
        StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IOException("broker " + number + ": " + said.toString(StandardCharsets.UTF_8));
    }
  }

  private Path properties(int number) {
    return folder.resolve("broker-" + number + ".properties");
  }

  private String text(int number) {
    int count = ports.size();
    int insync = Math.max(1, count - 1);
    String voters =
        IntStream.rangeClosed(1, count)
            .mapToObj(node -> node + "@127.0.0.1:" + controllerPorts.get(node - 1))
            .collect(Collectors.joining(","));
    String broker = "PLAINTEXT://127.0.0.1:" + ports.get(number - 1);
    return String.join(
        "\n",
        "process.roles=broker,controller",
        "node.id=" + number,
        "controller.quorum.voters=" + voters,
        "controller.listener.names=CONTROLLER",
        "listeners=" + broker + ",CONTROLLER://127.0.0.1:" + controllerPorts.get(number - 1),
        "advertised.listeners=" + broker,
        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs=" + folder.resolve("data-" + number),
        "auto.create.topics.enable=false",
        "default.replication.factor=" + count,
        "min.insync.replicas=" + insync,
        "offsets.topic.replication.factor=" + count,
        "offsets.topic.num.partitions=8",
        "transaction.state.log.replication.factor=" + count,
        "transaction.state.log.min.isr=" + insync,
        "transaction.state.log.num.partitions=8",
        "group.initial.rebalance.delay.ms=0",
        "broker.session.timeout.ms=" + SESSION_MS,
        "broker.heartbeat.interval.ms=" + HEARTBEAT_MS,
        "log.cleaner.dedupe.buffer.size=8388608",
        "");
  }
}
