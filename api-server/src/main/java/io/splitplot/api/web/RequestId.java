package io.splitplot.api.web;

import io.helidon.http.Headers;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names a request, in its answer and in what is logged about it. */
final class RequestId {
  private static final int LENGTH_MAX = 128;
  private static final String SAFE_SIGNS = "-_.:/+=@";

  private RequestId() {}

  /** The one that the client gave, unless it could do harm where it is shown; else a new one. */
  static String of(Headers request) {
    return request
        .first(AnswerHeaders.REQUEST_ID)
        .filter(RequestId::isSafe)
        .orElseGet(RequestId::random);
  }

  static String random() {
    var random = ThreadLocalRandom.current();
    var digits = HexFormat.of();
    return digits.toHexDigits(random.nextLong()) + digits.toHexDigits(random.nextLong());
  }

  private static boolean isSafe(String text) {
    return !text.isEmpty()
        && text.length() <= LENGTH_MAX
        && text.chars().allMatch(RequestId::isSafe);
  }

  private static boolean isSafe(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || SAFE_SIGNS.indexOf(c) >= 0;
  }
}
