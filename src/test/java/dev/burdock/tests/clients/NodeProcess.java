package dev.burdock.tests.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** The Node process behind a {@link JsClient}: commands and answers as lines of JSON. */
final class NodeProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 120;

  private final Process process;
  private final BufferedWriter commands;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
  private final List<JsonNode> reports = new CopyOnWriteArrayList<>();

  private NodeProcess(Process process) {
    this.process = process;
    this.commands = process.outputWriter(UTF_8);
  }

  static NodeProcess start(Path log) {
    try {
      Process process =
          new ProcessBuilder("node", "client.mjs")
              .directory(NodeFiles.folder().toFile())
              .redirectError(Redirect.appendTo(log.toFile()))
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      NodeProcess node = new NodeProcess(process);
      Thread reader = new Thread(node::read, "node-" + process.pid());
      reader.setDaemon(true);
      reader.start();
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a command and waits for its result; throws with the error of the other side. */
  JsonNode command(String name, ObjectNode parameters) {
    long id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    open.put(id, answer);
    try {
      write(parameters.put("id", id).put("do", name));
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(name + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + name, e);
    } finally {
      open.remove(id);
    }
  }

  /** Reports of a kind so far, in the order of arrival. */
  List<JsonNode> reports(String kind) {
    return reports.stream().filter(report -> report.path("report").asText().equals(kind)).toList();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void write(JsonNode command) {
    try {
      commands.write(JSON.writeValueAsString(command));
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("node has ended", e);
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(JSON.readTree(line));
      }
    } catch (IOException e) {
      fail(e);
    }
    fail(new IOException("node has ended"));
  }

  private void take(JsonNode message) {
    if (message.has("report")) {
      reports.add(message);
      return;
    }
    CompletableFuture<JsonNode> answer = open.get(message.path("id").asLong());
    if (answer == null) {
      return;
    }
    if (message.has("error")) {
      answer.completeExceptionally(new IOException(message.path("error").asText()));
    } else {
      answer.complete(message.path("result"));
    }
  }

  private void fail(IOException cause) {
    open.values().forEach(answer -> answer.completeExceptionally(cause));
  }
}
