package dev.burdock.testkit.bench;

import dev.burdock.testkit.remote.Fault;
import dev.burdock.testkit.remote.Site;
import dev.burdock.testkit.world.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Remote servers of which some die, in every way there is.
 *
 * @param healthy how many never fail; on the first sites of the world
 * @param dying how many fail together; on further sites, one for each way to fail
 */
record Sites(int healthy, int dying) {
  private static final int HEALTHY_SITES = 4;

  /** How many servers each site has, for {@link World}. */
  List<Integer> sizes() {
    List<Integer> sizes = new ArrayList<>(split(healthy, HEALTHY_SITES));
    sizes.addAll(split(dying, Fault.bad().size()));
    return sizes;
  }

  List<String> healthy(World world) {
    return names(world.sites().subList(0, split(healthy, HEALTHY_SITES).size()));
  }

  List<String> dying(World world) {
    return names(dyingSites(world));
  }

  /** Those that die cost their handshakes elsewhere in life: not what is measured here. */
  void separate(World world) throws IOException, InterruptedException {
    for (Site site : dyingSites(world)) {
      site.giveWay();
    }
  }

  /** Lets those die that die. */
  void die(World world) {
    List<Site> sites = dyingSites(world);
    for (int i = 0; i < sites.size(); i++) {
      sites.get(i).become(Fault.bad().get(i));
    }
  }

  void recover(World world) {
    dyingSites(world).forEach(site -> site.become(Fault.NONE));
  }

  private List<Site> dyingSites(World world) {
    return world.sites().subList(split(healthy, HEALTHY_SITES).size(), world.sites().size());
  }

  private static List<String> names(List<Site> sites) {
    return sites.stream().flatMap(site -> site.names().stream()).toList();
  }

  private static List<Integer> split(int total, int parts) {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < Math.min(total, parts); i++) {
      sizes.add(total / parts + (i < total % parts ? 1 : 0));
    }
    return sizes;
  }
}
