package dev.burdock.tests.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.matrix.sign.UnpaddedBase64;
import dev.burdock.tests.faults.Run;
import dev.burdock.tests.synapse.SynapseFiles;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Our signatures before an independent judge: {@code signedjson} and {@code canonicaljson} of PyPI.
 */
public class SignedJsonIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ServerName SIGNER = ServerName.parse("judge.example");
  private static final int DOCUMENTS = 500;

  private static Process judge;
  private static BufferedWriter questions;
  private static BufferedReader answers;

  @BeforeAll
  static void startJudge() throws IOException {
    judge =
        new ProcessBuilder(
                SynapseFiles.python().toString(),
                Path.of("resources", "judge.py").toAbsolutePath().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    questions = judge.outputWriter();
    answers = judge.inputReader();
  }

  @AfterAll
  static void stopJudge() throws IOException {
    questions.close();
    judge.destroy();
  }

  @Test
  @DisplayName(
      "signedjson accepts our signatures and we accept its, byte for byte the same canonical JSON")
  void bothAcceptEachOther() throws IOException {
    long seed = Run.seed();
    SplittableRandom random = new SplittableRandom(seed);
    RandomJson json = new RandomJson(random);
    for (int i = 0; i < DOCUMENTS; i++) {
      ObjectNode document = json.object(3);
      byte[] keySeed = new byte[32];
      random.nextBytes(keySeed);
      SigningKey key = SigningKey.fromSeed("k" + i, keySeed);

      JsonNode answer =
          ask(document, Signatures.signJson(document.deepCopy(), SIGNER, key), key, keySeed);

      assertThat(answer.path("verdict").asText())
          .as("seed %s, document %s", seed, document)
          .isEqualTo("ok");
      assertThat(HexFormat.of().formatHex(CanonicalJson.bytes(document)))
          .as("seed %s, document %s", seed, document)
          .isEqualTo(answer.path("canonical").asText());
      ObjectNode theirs = (ObjectNode) answer.get("signed");
      Signatures.verifyJson(theirs, SIGNER, Map.of(key.keyId(), key.verifyKey()));
    }
  }

  @Test
  @DisplayName("the judge refuses a signature of ours after the document changed")
  void theJudgeCanRefuse() throws IOException {
    byte[] keySeed = new byte[32];
    SigningKey key = SigningKey.fromSeed("k", keySeed);
    ObjectNode document = JSON.createObjectNode().put("one", 1);
    ObjectNode tampered = Signatures.signJson(document.deepCopy(), SIGNER, key).put("one", 2);

    JsonNode answer = ask(document, tampered, key, keySeed);

    assertThat(answer.path("verdict").asText()).isNotEqualTo("ok");
  }

  private static JsonNode ask(
      ObjectNode document, ObjectNode signed, SigningKey key, byte[] keySeed) throws IOException {
    ObjectNode question = JSON.createObjectNode();
    question.put("name", SIGNER.value());
    question.put("key_id", key.keyId());
    question.put("seed", UnpaddedBase64.encode(keySeed));
    question.put("public", UnpaddedBase64.encode(key.publicKey()));
    question.set("signed", signed);
    question.set("unsigned", document);
    questions.write(JSON.writeValueAsString(question));
    questions.newLine();
    questions.flush();
    return JSON.readTree(answers.readLine());
  }
}
