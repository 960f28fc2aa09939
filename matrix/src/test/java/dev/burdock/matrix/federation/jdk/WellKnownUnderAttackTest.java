package dev.burdock.matrix.federation.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.burdock.matrix.federation.AddressPolicy;
import dev.burdock.matrix.federation.Cidr;
import dev.burdock.matrix.federation.WellKnownClient.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A .well-known that is hostile, over real sockets,")
class WellKnownUnderAttackTest {
  private static final Charset ASCII = StandardCharsets.US_ASCII;
  private static final Duration TIMEOUT = Duration.ofMillis(700);
  private static final Duration MARGIN = Duration.ofSeconds(4);
  private static final String DELEGATION = "{\"m.server\":\"b.org:1\"}";

  @TempDir static Path folder;
  private static SSLContext tls;
  private static ExecutorService threads;
  private static ScheduledExecutorService watchdog;

  @BeforeAll
  static void start() throws Exception {
    tls = Certificates.of(folder, "dns:localhost,ip:127.0.0.1,ip:127.0.0.2");
    threads = Executors.newCachedThreadPool();
    watchdog = Executors.newSingleThreadScheduledExecutor();
  }

  @AfterAll
  static void stop() {
    threads.shutdownNow();
    watchdog.shutdownNow();
  }

  @Test
  @DisplayName("is read when it is none")
  void honest() throws Exception {
    try (HostileHost host = host((request, out) -> write(out, "200 OK", DELEGATION))) {
      assertThat(fetch(host, "127.0.0.1").body()).isEqualTo(DELEGATION);
    }
  }

  @Test
  @DisplayName("cannot redirect to an address that is not allowed: nobody connects there")
  void redirectInside() throws Exception {
    try (HostileHost inside =
            HostileHost.at("127.0.0.2", 0, tls, (any, out) -> write(out, "200 OK", DELEGATION));
        HostileHost host =
            host((any, out) -> redirect(out, "https://127.0.0.2:" + inside.port()))) {
      assertThatThrownBy(() -> fetch(host, "127.0.0.1")).hasMessageContaining("not allowed");
      assertThat(inside.connections()).isZero();
    }
  }

  @Test
  @DisplayName("cannot redirect out of HTTPS")
  void redirectToPlain() throws Exception {
    try (HostileHost plain = HostileHost.silent("127.0.0.1");
        HostileHost host = host((any, out) -> redirect(out, "http://127.0.0.1:" + plain.port()))) {
      assertThat(fetch(host, "127.0.0.1").status()).isEqualTo(302);
    }
  }

  @Test
  @DisplayName("that redirects in circles is left after a bounded number of requests")
  void redirectInCircles() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (HostileHost host =
        host(
            (any, out) -> {
              requests.incrementAndGet();
              redirect(out, "/again");
            })) {
      assertThatThrownBy(() -> fetch(host, "127.0.0.1")).isNotNull();
      assertThat(requests.get()).isLessThanOrEqualTo(25);
    }
  }

  @Test
  @DisplayName("that takes the connection and falls silent is left at the time limit")
  void tarpit() throws Exception {
    try (HostileHost host = HostileHost.silent("127.0.0.1")) {
      assertLeftInTime(host);
    }
  }

  @Test
  @DisplayName("that drips a byte now and then is left at the time limit")
  void drip() throws Exception {
    try (HostileHost host =
        host(
            (any, out) -> {
              out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(ASCII));
              dripTo(out);
            })) {
      assertLeftInTime(host);
    }
  }

  @Test
  @DisplayName("that drips its headers is left at the time limit")
  void dripOfHeaders() throws Exception {
    try (HostileHost host =
        host(
            (any, out) -> {
              out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(ASCII));
              dripTo(out);
            })) {
      assertLeftInTime(host);
    }
  }

  @Test
  @DisplayName("of a certificate of another name is not read")
  void otherName() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    SSLContext forOther = Certificates.of(other, "dns:other.example");
    try (HostileHost host =
        HostileHost.at("127.0.0.1", 0, forOther, (any, out) -> write(out, "200 OK", DELEGATION))) {
      assertThatThrownBy(() -> fetch(host, "127.0.0.1", forOther)).isNotNull();
    }
  }

  @Test
  @DisplayName("of endless length is left at a bound")
  void endless() throws Exception {
    try (HostileHost host =
        host(
            (any, out) -> {
              out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ASCII));
              for (int i = 0; i < 100_000; i++) {
                out.write(new byte[8_192]);
              }
            })) {
      assertThatThrownBy(() -> fetch(host, "127.0.0.1")).hasMessageContaining("over 51200 bytes");
    }
  }

  @Test
  @DisplayName("that is compressed is not inflated")
  void compressed() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write(new byte[32 << 20]);
    }
    try (HostileHost host =
        host(
            (any, out) -> {
              out.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".getBytes(ASCII));
              out.write(bomb.toByteArray());
            })) {
      assertThat(fetch(host, "127.0.0.1").body().length()).isLessThanOrEqualTo(bomb.size());
    }
  }

  private static HostileHost host(HostileHost.Way way) throws IOException {
    return HostileHost.at("127.0.0.1", 0, tls, way);
  }

  private static void write(OutputStream out, String head, String body) throws IOException {
    out.write(HostileHost.response(head, body).getBytes(ASCII));
  }

  private static void redirect(OutputStream out, String to) throws IOException {
    write(out, "302 Found\r\nLocation: " + to, "");
  }

  /** One byte every 50 ms for as long as the other side takes it, 10 s at most. */
  private static void dripTo(OutputStream out) throws IOException, InterruptedException {
    for (int i = 0; i < 200; i++) {
      out.write('a');
      out.flush();
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static void assertLeftInTime(HostileHost host) {
    long begun = System.nanoTime();

    assertThatThrownBy(() -> fetch(host, "127.0.0.1")).isNotNull();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TIMEOUT.plus(MARGIN));
  }

  private static Reply fetch(HostileHost host, String name) {
    return fetch(host, name, tls);
  }

  private static Reply fetch(HostileHost host, String name, SSLContext trust) {
    AddressPolicy policy = AddressPolicy.allowing(List.of(Cidr.parse("127.0.0.1/32")));
    return new JdkWellKnown(
            threads, watchdog, trust.getSocketFactory(), policy, TIMEOUT, host.port())
        .fetch(name)
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }
}
