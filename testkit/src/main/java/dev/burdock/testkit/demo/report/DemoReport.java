package dev.burdock.testkit.demo.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.testkit.demo.score.Score;
import dev.burdock.testkit.demo.score.TargetScore;
import java.util.List;
import java.util.Map;

/**
 * The end of a demo, as a table for people and as JSON for machines.
 *
 * @param violations what broke a guarantee or the protocol, in words
 * @param conducts how each remote server behaved, by name
 * @param seconds how long events were fed
 * @param firstDeliveryMs from the start of the command to the first delivery; -1 when there was
 *     none
 */
public record DemoReport(
    Score score,
    List<String> violations,
    Map<String, Conduct> conducts,
    double seconds,
    long firstDeliveryMs) {

  /** Nothing was lost, duplicated, late or against the protocol. */
  public boolean isClean() {
    return violations.isEmpty() && score.isClean();
  }

  public ObjectNode json() {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("ok", isClean());
    report.put("seconds", seconds);
    report.put("first_delivery_ms", firstDeliveryMs);
    report.put("events_in", score.events());
    report.put("sticky", score.sticky());
    report.put("delivered_to_clients", delivered(score.clients()));
    report.put("pushed_to_servers", delivered(score.servers()));
    report.put("retried", score.sum(TargetScore::retried));
    report.put("expired", score.sum(target -> target.fate().expired()));
    report.put("lost", score.lost());
    report.put("duplicated", score.sum(target -> target.fate().duplicated()));
    report.put("strayed", score.sum(TargetScore::strayed));
    report.put("after_expiry", score.sum(TargetScore::afterExpiry));
    report.put("after_redaction", score.sum(target -> target.fate().afterRedaction()));
    quantiles(report.putObject("to_clients"), clientLatencies());
    quantiles(report.putObject("to_steady_servers"), steadyLatencies());
    score.targets().forEach(target -> targetJson(report.withArray("targets").addObject(), target));
    violations.forEach(report.putArray("violations")::add);
    return report;
  }

  List<Long> clientLatencies() {
    return latencies(score.clients());
  }

  /** Of the servers that answer at once: the others' are their own making. */
  List<Long> steadyLatencies() {
    return latencies(
        score.servers().stream()
            .filter(server -> conducts.get(server.name()) == Conduct.STEADY)
            .toList());
  }

  String describe(TargetScore target) {
    return target.isServer() ? conducts.get(target.name()).toString() : "client";
  }

  static long delivered(List<TargetScore> targets) {
    return targets.stream().mapToLong(TargetScore::delivered).sum();
  }

  private static List<Long> latencies(List<TargetScore> targets) {
    return targets.stream().flatMap(target -> target.latenciesMs().stream()).toList();
  }

  private void targetJson(ObjectNode json, TargetScore target) {
    json.put("name", target.name());
    json.put("what", describe(target));
    json.put("delivered", target.delivered());
    json.put("retried", target.retried());
    json.put("expired", target.fate().expired());
    json.put("lost", target.fate().lost());
    json.put("duplicated", target.fate().duplicated());
    json.put("strayed", target.strayed());
    target.lostEvents().forEach(json.putArray("lost_events")::add);
    quantiles(json, target.latenciesMs());
  }

  private static void quantiles(ObjectNode json, List<Long> latencies) {
    Quantiles quantiles = Quantiles.of(latencies);
    json.put("p50_ms", quantiles.p50Ms());
    json.put("p99_ms", quantiles.p99Ms());
  }
}
