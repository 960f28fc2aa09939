package dev.burdock.testkit.demo.score;

import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation.Outage;
import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Send;
import dev.burdock.testkit.oracle.Expectations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Counts what became of every sticky event on its way to each client and each server. */
public final class Scoreboard {
  private final Expectations expectations;
  private final History history;
  private final List<String> clients;
  private final List<String> servers;

  /** Counts what the history says of these against what is to be expected. */
  public Scoreboard(
      Expectations expectations, History history, List<String> clients, List<String> servers) {
    this.expectations = expectations;
    this.history = history;
    this.clients = List.copyOf(clients);
    this.servers = List.copyOf(servers);
  }

  /**
   * How it stands now.
   *
   * @param ongoing outages that the history does not have yet
   */
  public Score score(Collection<Outage> ongoing, long nowMs) {
    Map<String, List<Seen>> sights = history.by(Seen.class, Seen::client);
    Map<String, List<Send>> sends = history.by(Send.class, Send::destination);
    List<Outage> outages = new ArrayList<>(history.all(Outage.class));
    outages.addAll(ongoing);
    List<Target> targets = new ArrayList<>();
    List<Deliveries> all = new ArrayList<>();
    for (String client : clients) {
      Deliveries deliveries = Deliveries.toClient(sights.getOrDefault(client, List.of()));
      all.add(deliveries);
      targets.add(new Target(client, new Patience(Patience.CLIENT), deliveries));
    }
    for (String server : servers) {
      Deliveries deliveries = Deliveries.toServer(sends.getOrDefault(server, List.of()));
      all.add(deliveries);
      targets.add(new Target(server, patience(server, outages), deliveries));
    }
    return expectations.read(
        rooms ->
            new Score(
                expectations.events(),
                expectations.sticky(),
                first(all),
                targets.stream().map(target -> target.score(rooms, nowMs)).toList()));
  }

  private static Patience patience(String server, List<Outage> outages) {
    return outages.stream()
        .filter(outage -> outage.destination().equals(server))
        .max(Comparator.comparingLong(Outage::from))
        .map(outage -> new Patience(Patience.SERVER, outage.from(), outage.to()))
        .orElseGet(() -> new Patience(Patience.SERVER));
  }

  private static long first(List<Deliveries> all) {
    return all.stream()
        .flatMap(deliveries -> deliveries.all().stream())
        .flatMap(List::stream)
        .mapToLong(Deliveries.Receipt::toldAt)
        .min()
        .orElse(0);
  }
}
