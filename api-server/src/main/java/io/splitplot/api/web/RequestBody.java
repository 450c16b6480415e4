package io.splitplot.api.web;

import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.io.IOException;
import java.util.Optional;

/** Reads a body: JSON only, in UTF-8 only, up to a limit. */
final class RequestBody {
  /** Codes of problems after which nobody knows where the next request begins. */
  static final String BROKEN = "broken_body";

  static final String TOO_LARGE = "body_too_large";

  private final int bytesMax;

  RequestBody(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  byte[] read(ServerRequest request) {
    checkMediaType(request);
    var declared = request.headers().contentLength();
    if (declared.isPresent() && declared.getAsLong() > bytesMax) {
      throw tooLarge();
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try {
      var bytes = request.content().inputStream().readNBytes(bytesMax + 1);
      if (bytes.length <= bytesMax) {
        return bytes;
      }
    } catch (IOException | RuntimeException _) {
      // The server's own exceptions for this are of many kinds, a wrong chunk even is a wrong
      // number.
      throw new ProblemException(
          Problem.of(400, BROKEN, "the body breaks off or is not framed as HTTP says"));
    }
    throw tooLarge();
  }

  private static void checkMediaType(ServerRequest request) {
    var given = contentType(request);
    var type = given.map(HttpMediaType::text).orElse("none");
    var isJson =
        given
            .map(it ->
                it.type().equals("application")
                    && it.subtype().equals("json")
                    && it.charset().orElse("utf-8").equalsIgnoreCase("utf-8"))
            .orElse(false);
    if (!isJson) {
      throw new ProblemException(
          Problem.of(
                  415, "unsupported_media_type", "the media type of the body is %s".formatted(type))
              .withHint("send Content-Type: application/json"));
    }
  }

  private static Optional<HttpMediaType> contentType(ServerRequest request) {
    try {
      return request.headers().contentType();
    } catch (IndexOutOfBoundsException _) {
      return Optional.empty(); // what the server's parser does with a quote that is not closed
    }
  }

  private ProblemException tooLarge() {
    return new ProblemException(
        Problem.of(413, TOO_LARGE, "a body may have %d bytes".formatted(bytesMax))
            .withHint("send smaller batches"));
  }
}
