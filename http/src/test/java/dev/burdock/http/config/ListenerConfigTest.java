package dev.burdock.http.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListenerConfigTest {
  @Test
  void nobody_is_trusted_unless_named() {
    assertThat(ListenerConfig.defaults().trustedProxies()).isEmpty();
  }

  @Test
  void a_network_that_is_none_is_refused_by_name() {
    assertThatThrownBy(() -> with("burdock.http.trusted-proxies", "10.0.0.0/8, everybody"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("burdock.http.trusted-proxies: everybody");
  }

  @Test
  void no_bound_can_be_switched_off() {
    for (String key : ListenerConfig.KEYS.stream().map(one -> one.name()).toList()) {
      if (!key.equals("burdock.http.trusted-proxies")) {
        assertThatThrownBy(() -> with(key, "0")).isInstanceOf(ConfigException.class);
      }
    }
  }

  private static ListenerConfig with(String key, String value) {
    return ListenerConfig.from(Settings.of(Map.of(key, value)));
  }
}
