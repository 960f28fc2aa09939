package dev.burdock.tests.door;

import java.util.function.UnaryOperator;

/** What a recording homeserver answers. */
final class Answers {
  private Answers() {}

  /**
   * Knows every token as the user of that name, who ignores nobody.
   *
   * @param rest answers everything else
   */
  static UnaryOperator<String> ofUsers(UnaryOperator<String> rest) {
    return head -> {
      if (head.contains("/account/whoami")) {
        return RecordingUpstream.json("{\"user_id\":\"@" + token(head) + ":hs1.example\"}");
      }
      return head.contains("/account_data/") ? RecordingUpstream.json("{}") : rest.apply(head);
    };
  }

  static String refused() {
    return RecordingUpstream.answer(
        "401 Unauthorized",
        "{\"errcode\":\"M_UNKNOWN_TOKEN\",\"error\":\"no\"}",
        "Content-Type: application/json");
  }

  private static String token(String head) {
    int bearer = head.indexOf("Bearer ") + "Bearer ".length();
    return head.substring(bearer, head.indexOf('\n', bearer));
  }
}
