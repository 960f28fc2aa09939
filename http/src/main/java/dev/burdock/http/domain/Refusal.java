package dev.burdock.http.domain;

/**
 * Why a request is turned away before anything reads it.
 *
 * @param status of the answer
 * @param code such as {@code M_UNRECOGNIZED}
 * @param message for a person; holds nothing that the client sent
 */
public record Refusal(int status, String code, String message) {

  static Refusal malformed(String message) {
    return new Refusal(400, "M_UNKNOWN", message);
  }

  static Refusal lineTooLong(String message) {
    return new Refusal(414, "M_TOO_LARGE", message);
  }

  static Refusal tooLong(String message) {
    return new Refusal(431, "M_TOO_LARGE", message);
  }

  static Refusal noSuchMethod(String message) {
    return new Refusal(405, "M_UNRECOGNIZED", message);
  }

  static Refusal noSuchVersion() {
    return new Refusal(505, "M_UNRECOGNIZED", "version: only HTTP/1.0 and HTTP/1.1 are spoken");
  }
}
