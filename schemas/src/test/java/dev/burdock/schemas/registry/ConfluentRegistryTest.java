package dev.burdock.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What answers of a registry, or of something else at its address, are taken for. */
class ConfluentRegistryTest {
  private static final byte[] RECORD = {0, 0, 0, 0, 9, 1, 2, 3};

  private HttpServer server;
  private ConfluentRegistry registry;
  private volatile int status;
  private volatile String body;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    registry = new ConfluentRegistry("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void a_schema_that_the_registry_does_not_know_is_the_records_fault() {
    says(404, "{\"error_code\":40403,\"message\":\"Schema 9 not found\"}");

    assertThatThrownBy(this::decode).isInstanceOf(UnreadableRecordException.class);
    assertThat(registry.trouble()).isEmpty();
  }

  @Test
  void a_404_of_something_that_is_no_registry_is_no_records_fault() {
    for (String other : new String[] {"<h1>Not Found</h1>", "{\"error_code\":404}", "{}", ""}) {
      says(404, other);

      RegistryException failure = catchThrowableOfType(RegistryException.class, this::decode);

      assertThat(failure.isRetriable()).as(other).isTrue();
      assertThat(registry.trouble()).as(other).isPresent();
    }
  }

  @Test
  void nor_is_a_refusal_of_who_asks_or_a_failure() {
    for (int failing : new int[] {401, 403, 429, 500, 503}) {
      says(failing, "{\"error_code\":" + failing + ",\"message\":\"no\"}");

      RegistryException failure = catchThrowableOfType(RegistryException.class, this::decode);

      assertThat(failure.isRetriable()).as("status " + failing).isTrue();
    }
  }

  @Test
  void its_trouble_ends_with_the_first_answer() {
    says(404, "nothing here");
    assertThatThrownBy(registry::check).isInstanceOf(RegistryException.class);

    says(200, "[]");
    registry.check();

    assertThat(registry.trouble()).isEmpty();
  }

  private void decode() {
    new AvroCodec<>(registry, Delivery.class).decode(RECORD);
  }

  private void says(int newStatus, String newBody) {
    status = newStatus;
    body = newBody;
  }
}
