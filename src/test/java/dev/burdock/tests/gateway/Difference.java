package dev.burdock.tests.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One place where two recorded sessions differ.
 *
 * @param request the step of the session
 * @param place status, a header, or a path into the body
 */
record Difference(String request, String place, String bare, String through) {

  /** All differences, in the order of the steps; both sessions came from one script. */
  static List<Difference> between(List<Exchange> bare, List<Exchange> through) {
    List<Difference> differences = new ArrayList<>();
    for (int step = 0; step < Math.max(bare.size(), through.size()); step++) {
      if (step >= bare.size() || step >= through.size()) {
        differences.add(new Difference("step " + step, "missing", "", ""));
        continue;
      }
      compare(bare.get(step), through.get(step), step, differences);
    }
    return differences;
  }

  private static void compare(
      Exchange bare, Exchange through, int step, List<Difference> differences) {
    String request = step + ": " + bare.request();
    note(request, "request", bare.request(), through.request(), differences);
    note(request, "status", bare.status(), through.status(), differences);
    Set<String> names = new TreeSet<>(bare.headers().keySet());
    names.addAll(through.headers().keySet());
    for (String name : names) {
      Object here = bare.headers().get(name);
      note(request, "header " + name, here, through.headers().get(name), differences);
    }
    bodies(request, "body", bare.body(), through.body(), differences);
  }

  private static void bodies(
      String request, String place, JsonNode bare, JsonNode through, List<Difference> differences) {
    if (bare != null && through != null && bare.isObject() && through.isObject()) {
      Set<String> names = new TreeSet<>();
      bare.fieldNames().forEachRemaining(names::add);
      through.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        bodies(request, place + "/" + name, bare.get(name), through.get(name), differences);
      }
    } else if (bare != null
        && through != null
        && bare.isArray()
        && through.isArray()
        && bare.size() == through.size()) {
      for (int index = 0; index < bare.size(); index++) {
        bodies(request, place + "/" + index, bare.get(index), through.get(index), differences);
      }
    } else {
      note(request, place, bare, through, differences);
    }
  }

  private static void note(
      String request, String place, Object bare, Object through, List<Difference> differences) {
    String here = String.valueOf(bare);
    String there = String.valueOf(through);
    if (!here.equals(there)) {
      differences.add(new Difference(request, place, here, there));
    }
  }
}
