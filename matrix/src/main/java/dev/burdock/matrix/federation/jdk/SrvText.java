package dev.burdock.matrix.federation.jdk;

import dev.burdock.matrix.federation.DnsClient.SrvRecord;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an SRV record as JNDI writes it: {@code priority weight port target.}. */
final class SrvText {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,5}) (\\d{1,5}) (\\d{1,5}) (\\S{1,255})");

  private SrvText() {}

  /** The record; empty if the text is none. */
  static Optional<SrvRecord> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String target = matcher.group(4);
    boolean rooted = target.length() > 1 && target.endsWith(".");
    return Optional.of(
        new SrvRecord(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)),
            rooted ? target.substring(0, target.length() - 1) : target));
  }
}
