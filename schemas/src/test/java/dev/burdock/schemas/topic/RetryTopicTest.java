package dev.burdock.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTopicTest {
  private static final String PREFIX = "burdock.";

  @ParameterizedTest
  @ValueSource(strings = {"a.example", "a.example:8448", "[::1]:8448", "A-b.example", "1.2.3.4:80"})
  @DisplayName("R34 any name of a server makes a legal topic, and the topic tells the name")
  void isReversible(String destination) {
    String topic = RetryTopic.name(PREFIX, destination).orElseThrow();

    assertThat(topic).matches("[a-zA-Z0-9._-]{1,249}");
    assertThat(RetryTopic.destination(PREFIX, topic)).contains(destination);
  }

  @Test
  @DisplayName("R34 a name stays as it is where a topic's name allows it")
  void staysAsItIs() {
    assertThat(RetryTopic.name(PREFIX, "a.example")).contains("burdock.retry.a.example");
    assertThat(RetryTopic.name(PREFIX, "a.example:1")).contains("burdock.retry.a.example_3a1");
  }

  @Test
  @DisplayName("R34 a name that is too long for a topic makes none")
  void tooLong() {
    assertThat(RetryTopic.name(PREFIX, "a".repeat(235))).isPresent();
    assertThat(RetryTopic.name(PREFIX, "a".repeat(230) + ":8448")).isEmpty();
  }
}
