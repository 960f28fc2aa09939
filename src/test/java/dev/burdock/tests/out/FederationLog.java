package dev.burdock.tests.out;

import dev.burdock.tests.synapse.SynapseServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the log of a Synapse says of the transactions that another server sent it, since a moment.
 */
final class FederationLog {
  private static final Pattern RECEIVED =
      Pattern.compile("Received txn (\\S+) from (\\S+)\\. \\(PDUs: (\\d+), EDUs: (\\d+)\\)");
  private static final Pattern ANSWERED =
      Pattern.compile(" (\\d{3}) \"PUT /_matrix/federation/v1/send/([^/ ?]+)/? HTTP");

  private final SynapseServer server;
  private final String origin;
  private final long from;

  FederationLog(SynapseServer server, String origin) {
    this.server = server;
    this.origin = origin;
    this.from = text().length();
  }

  /** How many transactions were answered with a status. */
  long answered(int status) {
    return ANSWERED
        .matcher(since())
        .results()
        .filter(answer -> Integer.parseInt(answer.group(1)) == status)
        .count();
  }

  /** PDUs of the transactions that were taken, each transaction once. */
  int pdusTaken() {
    String log = since();
    Set<String> taken = new HashSet<>();
    Matcher answers = ANSWERED.matcher(log);
    while (answers.find()) {
      if (answers.group(1).equals("200")) {
        taken.add(answers.group(2));
      }
    }
    Map<String, Integer> pdus = new HashMap<>();
    Matcher received = RECEIVED.matcher(log);
    while (received.find()) {
      if (received.group(2).equals(origin) && taken.contains(received.group(1))) {
        pdus.put(received.group(1), Integer.parseInt(received.group(3)));
      }
    }
    return pdus.values().stream().mapToInt(Integer::intValue).sum();
  }

  private String since() {
    return text().substring((int) from);
  }

  private String text() {
    try {
      return Files.readString(server.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
