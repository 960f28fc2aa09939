package dev.burdock.matrix.federation.jdk;

import dev.burdock.matrix.federation.DnsClient.SrvRecord;
import java.util.Optional;

/** Lets tests in other packages read SRV records as this package does. */
public final class SrvAnswers {
  private SrvAnswers() {}

  /** The record that a line of an answer holds, if it holds one. */
  public static Optional<SrvRecord> read(String line) {
    return SrvText.parse(line);
  }
}
