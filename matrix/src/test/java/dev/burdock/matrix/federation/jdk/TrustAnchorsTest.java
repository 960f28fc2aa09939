package dev.burdock.matrix.federation.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustAnchorsTest {
  @TempDir Path folder;

  @Test
  void the_authorities_of_the_platform_and_of_a_file_are_trusted() throws Exception {
    X509Certificate[] platform = anchors(Optional.empty());
    Path pem = folder.resolve("ca.pem");
    Files.writeString(
        pem,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(platform[0].getEncoded())
            + "\n-----END CERTIFICATE-----\n");

    assertThat(platform).isNotEmpty();
    assertThat(anchors(Optional.of(pem))).contains(platform[0]).hasSize(platform.length);
  }

  @Test
  void a_file_without_certificates_is_refused() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    Path other = Files.writeString(folder.resolve("other.pem"), "-----BEGIN CERTIFICATE-----\nx");

    assertThatThrownBy(() -> anchors(Optional.of(empty)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> anchors(Optional.of(other)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> anchors(Optional.of(folder.resolve("missing.pem"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static X509Certificate[] anchors(Optional<Path> pem) {
    return ((X509TrustManager) TrustAnchors.factory(pem).getTrustManagers()[0])
        .getAcceptedIssuers();
  }
}
