package dev.burdock.tests.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proxies of {@code docs/gateway.md} send each path of its table where the table says. */
class ProxyPageTest {
  private static final Pattern ROW = Pattern.compile("\\| `(/[^`]+)` \\| ([a-z]+) \\|.*");
  private static final String TOKEN = "b2AbC-_9";

  @TempDir Path folder;
  private RecordingUpstream sync;
  private RecordingUpstream inbound;
  private RecordingUpstream homeserver;

  @BeforeEach
  void listen() throws Exception {
    sync = new RecordingUpstream();
    inbound = new RecordingUpstream();
    homeserver = new RecordingUpstream();
  }

  @AfterEach
  void close() throws Exception {
    sync.close();
    inbound.close();
    homeserver.close();
  }

  @ParameterizedTest
  @EnumSource(ProxyProcess.Kind.class)
  void every_path_goes_where_the_table_says(ProxyProcess.Kind kind) throws Exception {
    List<Matcher> rows = rows();
    assertThat(rows).hasSizeGreaterThan(15);
    try (ProxyProcess proxy = start(kind)) {
      for (Matcher row : rows) {
        String path = row.group(1);
        Optional<RecordingUpstream> wanted = Optional.ofNullable(servers().get(row.group(2)));
        servers().values().forEach(RecordingUpstream::forget);

        int status = status(proxy, "GET " + path + " HTTP/1.1^Host: example.org^^");

        assertThat(status).as(path).isEqualTo(wanted.isPresent() ? 200 : 404);
        for (RecordingUpstream server : servers().values()) {
          boolean asked = wanted.filter(server::equals).isPresent();
          assertThat(server.requests)
              .as(path)
              .isEqualTo(asked ? List.of("GET " + path) : List.of());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ProxyProcess.Kind.class)
  void a_uri_passes_as_it_came_and_the_client_is_named(ProxyProcess.Kind kind) throws Exception {
    String signed = "/_matrix/federation/v1/event/%24a%2Fb?x=%7e+&y";
    String tokens = "/_matrix/client/v3/sync?since=" + "b".repeat(20_000);
    try (ProxyProcess proxy = start(kind)) {
      assertThat(status(proxy, "GET " + signed + " HTTP/1.1^Host: example.org^^")).isEqualTo(200);
      assertThat(
              status(
                  proxy,
                  "GET "
                      + tokens
                      + " HTTP/1.1^Host: example.org^X-Forwarded-For: 10.9.8.7"
                      + "^X-Forwarded-Proto: gopher^^"))
          .isEqualTo(200);
    }
    assertThat(inbound.requests).containsExactly("GET " + signed);
    assertThat(sync.requests).containsExactly("GET " + tokens);
    assertThat(sync.heads.get(0))
        .containsIgnoringCase("x-forwarded-for: 127.0.0.1\n")
        .containsIgnoringCase("x-forwarded-proto: http\n")
        .doesNotContain("10.9.8.7");
  }

  @Test
  @DisplayName("nginx alone gives the homeserver its own tokens again")
  void unwrapping() throws Exception {
    String block = block("nginx");
    String gateway = "    location /_matrix/client/ { proxy_pass http://burdock_sync; }\n";
    assertThat(block).contains(gateway);
    String client = "/_matrix/client/v3/";
    try (ProxyProcess proxy =
        start(ProxyProcess.Kind.NGINX, block.replace(gateway, block("nginx-unwrap")))) {
      for (String query :
          List.of(
              "sync?timeout=0&since=%s.s7_1&filter=0",
              "rooms/!a:b/messages?from=%s.t1-2_3&to=%s.s9&dir=b",
              "keys/changes?from=%s.s1&to=s2",
              "sync?since=s7_1")) {
        String path = client + query.replace("%s", TOKEN);
        assertThat(status(proxy, "GET " + path + " HTTP/1.1^Host: example.org^^")).isEqualTo(200);
        assertThat(homeserver.requests)
            .last()
            .isEqualTo("GET " + client + query.replace("%s.", ""));
      }
    }
  }

  private Map<String, RecordingUpstream> servers() {
    return Map.of("sync", sync, "inbound", inbound, "homeserver", homeserver);
  }

  private ProxyProcess start(ProxyProcess.Kind kind) throws Exception {
    return start(kind, block(kind.block()));
  }

  /** The block of the page with other ports, and without TLS. */
  private ProxyProcess start(ProxyProcess.Kind kind, String block) throws Exception {
    assumeThat(kind.binary()).as(kind + " is installed").isPresent();
    String here =
        block
            .replace("127.0.0.1:8481", at(sync))
            .replace("127.0.0.1:8483", at(inbound))
            .replace("127.0.0.1:8008", at(homeserver));
    return ProxyProcess.start(kind, here, folder);
  }

  private static String at(RecordingUpstream server) {
    return "127.0.0.1:" + server.url().getPort();
  }

  private static int status(ProxyProcess proxy, String request) throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(request);
      return client.status();
    }
  }

  private static List<Matcher> rows() throws Exception {
    return page().lines().map(ROW::matcher).filter(Matcher::matches).toList();
  }

  private static String block(String language) throws Exception {
    String start = "```" + language + "\n";
    return Arrays.stream(page().split("(?m)^(?=```)"))
        .filter(part -> part.startsWith(start))
        .map(part -> part.substring(start.length()))
        .findFirst()
        .orElseThrow();
  }

  private static String page() throws Exception {
    Path here = Path.of("").toAbsolutePath();
    return Files.readString(
        Stream.iterate(here, Path::getParent)
            .map(folder -> folder.resolve("docs/gateway.md"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow());
  }
}
