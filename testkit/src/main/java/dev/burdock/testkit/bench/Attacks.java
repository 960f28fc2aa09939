package dev.burdock.testkit.bench;

import java.util.List;

/** What strangers with sockets alone have tried. */
final class Attacks {
  private static final String GATEWAY = "/_matrix/client/v3";
  private static final String SLIDING =
      "POST /_matrix/client/unstable/org.matrix.simplified_msc3575/sync HTTP/1.1^Host: h^";
  private static final String SMUGGLED = "GET /_synapse/admin/v1/users HTTP/1.1^Host: h^^";
  private static final int LONG_TOKEN = 60_000;
  private static final long PAUSE_MS = 200;

  private Attacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack("framing", "two lengths, chunks on 1.0, HTTP/2", Attacks::framing),
        new Attack("tokens", "long tokens, before anyone is known", Attacks::tokens),
        new Attack("large-answers", "accounts that inflate", Attacks::largeAnswers),
        new Attack("promises", "bodies that are announced and do not come", Attacks::promises),
        new Attack("slow-uploads", "bodies that drip, handed on", Attacks::slowUploads),
        new Attack("silence", "connections that say nothing", Attacks::silence),
        new Attack("one-user", "waits of one user", Attacks::oneUser),
        new Attack("invented-addresses", "forwarded-for, hop by hop", Attacks::inventedAddresses),
        new Attack("invented-origins", "keys of servers that never answer", Attacks::keyFetches),
        new Attack("forged-lines", "line ends and secrets in paths", Attacks::forgedLines),
        new Attack("odd-requests", "what gave a 500 once", Attacks::oddRequests),
        new Attack("invented-users", "a new token in each request", Attacks::inventedUsers));
  }

  private static void framing(Doors doors, Strangers strangers, Attack.Until until) {
    List<String> requests =
        List.of(
            "POST %s HTTP/1.0^Content-Length: 60^Transfer-Encoding: chunked^^0^^" + SMUGGLED,
            "POST %s HTTP/1.1^Host: h^Content-Length: 5^Transfer-Encoding: chunked^^0^^" + SMUGGLED,
            "POST %s HTTP/1.1^Host: h^Content-Length: 0^Content-Length: 50^^" + SMUGGLED,
            "POST %s HTTP/1.1^Host: h^Transfer-Encoding: chunked^^1;a=b^x^0^^",
            "PRI * HTTP/2.0^^SM^^" + "\0\0\4\3\0\0\0\0\1\0\0\0\10".repeat(1_000),
            "GET %s HTTP/1.1^Host: h^X: " + "y".repeat(40_000) + "^^");
    while (!until.isOver()) {
      for (String request : requests) {
        strangers.ask(doors.gateway(), request.formatted(GATEWAY + "/x"));
        strangers.ask(doors.inbound(), request.formatted("/_matrix/federation/v1/x"));
      }
    }
  }

  private static void tokens(Doors doors, Strangers strangers, Attack.Until until) {
    String token = "b1" + "1".repeat(LONG_TOKEN);
    String body =
        "{\"pos\":\""
            + token.repeat(10)
            + "\",\"extensions\":{\"org.matrix.msc4354.sticky_events\":{\"enabled\":true,"
            + "\"since\":\""
            + token
            + "\"}}}";
    while (!until.isOver()) {
      strangers.ask(
          doors.gateway(), "GET " + GATEWAY + "/rooms/!a:b/messages?from=" + token + one());
      strangers.ask(doors.gateway(), "GET " + GATEWAY + "/sync?since=" + token + one());
      strangers.ask(
          doors.gateway(),
          "POST /_matrix/client/v4/sync HTTP/1.1^Host: h^Content-Length: "
              + body.length()
              + "^^"
              + body);
    }
  }

  private static void largeAnswers(Doors doors, Strangers strangers, Attack.Until until)
      throws InterruptedException {
    String request =
        "GET "
            + GATEWAY
            + "/sync HTTP/1.1^Host: h^Accept-Encoding: gzip^Authorization: Bearer "
            + DoorHomeserver.LARGE
            + "^^";
    strangers.hold(doors.gateway(), Math.min(until.connections(), 24), request);
    await(until);
  }

  private static void promises(Doors doors, Strangers strangers, Attack.Until until)
      throws InterruptedException {
    String claim =
        "Authorization: X-Matrix origin=\"o.example\",destination=\"here.test\","
            + "key=\"ed25519:1\",sig=\"AAAA\"^";
    String part = "x".repeat(1_000);
    strangers.hold(
        doors.inbound(),
        until.connections() / 2,
        "PUT /_matrix/federation/v1/send/1 HTTP/1.1^Host: h^"
            + claim
            + "Content-Length: 16000000^^"
            + part);
    strangers.hold(
        doors.gateway(),
        until.connections() / 2,
        SLIDING + "Content-Length: 1000000^^" + "x".repeat(400_000));
    await(until);
  }

  private static void slowUploads(Doors doors, Strangers strangers, Attack.Until until)
      throws InterruptedException {
    strangers.hold(
        doors.inbound(),
        until.connections(),
        "PUT /_matrix/federation/v2/invite/!r/$e HTTP/1.1^Host: h^Content-Length: 900000^^x");
    strangers.hold(
        doors.gateway(),
        until.connections(),
        "POST /_matrix/media/v3/upload HTTP/1.1^Host: h^Content-Length: 90000000^^x");
    while (!until.isOver()) {
      strangers.drip("x".repeat(256));
      Thread.sleep(PAUSE_MS);
    }
  }

  private static void silence(Doors doors, Strangers strangers, Attack.Until until)
      throws InterruptedException {
    for (int port : doors.listeners()) {
      strangers.hold(port, until.connections() / 4, "");
      strangers.hold(port, until.connections() / 4, "GET / HTTP/1.1^Ho");
    }
    await(until);
  }

  private static void oneUser(Doors doors, Strangers strangers, Attack.Until until)
      throws InterruptedException {
    strangers.hold(
        doors.gateway(),
        until.connections(),
        "GET "
            + GATEWAY
            + "/sync?timeout=600000&since=s1 HTTP/1.1^Host: h^Authorization: Bearer eve^^");
    await(until);
  }

  private static void inventedAddresses(Doors doors, Strangers strangers, Attack.Until until) {
    for (int i = 0; !until.isOver(); i++) {
      String from =
          "X-Forwarded-For: 192.0.2." + i % 256 + "^Connection: close, Authorization^Forwarded: x^";
      strangers.ask(
          doors.gateway(),
          "POST " + GATEWAY + "/login HTTP/1.1^Host: h^" + from + "Content-Length: 2^^{}");
      strangers.ask(
          doors.inbound(), "GET /_matrix/federation/v1/version HTTP/1.1^Host: h^" + from + "^");
    }
  }

  private static void keyFetches(Doors doors, Strangers strangers, Attack.Until until)
      throws InterruptedException {
    for (int i = 0; i < until.connections() / 2; i++) {
      String origin = "127.77.0." + (1 + i % 8) + ":" + (doors.tarpits() + i % 8);
      strangers.hold(
          doors.inbound(),
          1,
          "PUT /_matrix/federation/v1/send/"
              + i
              + " HTTP/1.1^Host: h^Authorization: X-Matrix origin=\""
              + origin
              + "\",destination=\"here.test\",key=\"ed25519:1\",sig=\"AAAA\"^Content-Length: 2^^{}");
    }
    await(until);
  }

  private static void forgedLines(Doors doors, Strangers strangers, Attack.Until until) {
    while (!until.isOver()) {
      strangers.ask(
          doors.gateway(),
          "GET " + GATEWAY + "/rooms/!a%0d%0a2026-01-01%20ERROR/x?access_token=secret%0a" + one());
      strangers.ask(doors.gateway(), "GET " + GATEWAY + "/sync?access_token=a%0d%0aX:%20y" + one());
      strangers.ask(
          doors.feeds(), "PUT /_matrix/app/v1/transactions/1%0a?access_token=x%0a" + one());
      strangers.ask(doors.reads(), "GET /internal/v1/sticky?room=!a%0ab" + one());
    }
  }

  private static void oddRequests(Doors doors, Strangers strangers, Attack.Until until) {
    while (!until.isOver()) {
      for (int port : doors.listeners()) {
        strangers.ask(port, "GET /_matrix/client/v3/sync?since=%zz" + one());
        strangers.ask(port, "OPTIONS * HTTP/1.1^Host: h^^");
        strangers.ask(port, "CONNECT h:80 HTTP/1.1^Host: h^^");
        strangers.ask(port, "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\r\n\r\n");
      }
    }
  }

  private static void inventedUsers(Doors doors, Strangers strangers, Attack.Until until) {
    for (int i = 0; !until.isOver(); i++) {
      String token = "Authorization: Bearer u" + i + "^^";
      strangers.ask(
          doors.gateway(), "GET " + GATEWAY + "/sync?timeout=0 HTTP/1.1^Host: h^" + token);
    }
  }

  private static String one() {
    return " HTTP/1.1^Host: h^^";
  }

  private static void await(Attack.Until until) throws InterruptedException {
    while (!until.isOver()) {
      Thread.sleep(PAUSE_MS);
    }
  }
}
