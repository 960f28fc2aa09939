package dev.burdock.tests.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What arrives behind a proxy is what was meant, or nothing does. */
@TestInstance(Lifecycle.PER_CLASS)
class FramingTest {
  private static final List<Integer> REFUSALS = List.of(0, 400, 405, 414, 431, 505);

  private List<Door> doors;

  @BeforeAll
  void open() throws Exception {
    doors = List.of(Door.gateway(Map.of()), Door.inbound(Map.of()));
  }

  @AfterAll
  void close() throws Exception {
    for (Door door : doors) {
      door.close();
    }
  }

  @BeforeEach
  void forget() {
    doors.forEach(door -> door.homeserver.forget());
  }

  Stream<Arguments> requests() {
    return doors.stream()
        .flatMap(door -> RawRequests.all().map(request -> Arguments.of(door, request)));
  }

  @ParameterizedTest(name = "{0}: {1}", autoCloseArguments = false)
  @MethodSource("requests")
  void what_was_meant_arrives_or_nothing_does(Door door, RawRequest request) throws Exception {
    try (RawClient client = new RawClient(door.port())) {
      if (request.bytewise()) {
        client.sendByteByByte(request.bytes(door.path()));
      } else {
        client.send(request.bytes(door.path()));
      }

      if (request.isRefused()) {
        assertThat(client.status()).isIn(REFUSALS);
      } else {
        for (String one : request.arriving()) {
          assertThat(client.status()).as(one).isEqualTo(200);
        }
      }
    }
    next(door);
    assertThat(door.homeserver.rubbish).isEmpty();
    List<String> meant = new ArrayList<>(request.arriving(door.path()));
    meant.add("GET " + door.path() + "/next");
    assertThat(door.homeserver.requests).containsExactlyElementsOf(meant);
  }

  /** What was smuggled would be answered before, or instead. */
  private static void next(Door door) throws Exception {
    try (RawClient client = new RawClient(door.port())) {
      client.send("GET " + door.path() + "/next HTTP/1.1^Host: h^^");
      assertThat(client.status()).isEqualTo(200);
    }
  }
}
