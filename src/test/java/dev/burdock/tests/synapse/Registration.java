package dev.burdock.tests.synapse;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Synapse's registration by shared secret ({@code /_synapse/admin/v1/register}). */
final class Registration {
  static final String SECRET = "a-secret-of-the-test-servers";
  private static final String PATH = "/_synapse/admin/v1/register";

  private Registration() {}

  static MatrixClient register(SynapseServer server, String localpart, boolean admin) {
    MatrixClient nobody = MatrixClient.anonymous(server.clientUrl());
    String nonce = nobody.raw("GET", PATH, null).orThrow().get("nonce").textValue();
    String password = password(localpart);
    JsonNode answer =
        nobody
            .raw(
                "POST",
                PATH,
                Map.of(
                    "nonce", nonce,
                    "username", localpart,
                    "password", password,
                    "admin", admin,
                    "mac", mac(nonce, localpart, password, admin ? "admin" : "notadmin")))
            .orThrow();
    return nobody.as(answer.get("user_id").textValue(), answer.get("access_token").textValue());
  }

  /** The password that {@link #register} gives to a user. */
  static String password(String localpart) {
    return "password-of-" + localpart;
  }

  private static String mac(String... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] sum = mac.doFinal(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA1", e);
    }
  }
}
