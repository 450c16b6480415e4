package io.splitplot.api.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads a body: JSON only, in UTF-8 only, up to a limit. */
final class RequestBody {
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
      if (bytes.length > bytesMax) {
        throw tooLarge();
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("the client stopped sending", e);
    }
  }

  private static void checkMediaType(ServerRequest request) {
    var type = request.headers().contentType().map(HttpMediaType::text).orElse("none");
    var isJson =
        request
            .headers()
            .contentType()
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
    if (request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
      throw new ProblemException(
          Problem.of(415, "unsupported_encoding", "the body is compressed")
              .withHint("send it without Content-Encoding"));
    }
  }

  private ProblemException tooLarge() {
    return new ProblemException(
        Problem.of(413, "body_too_large", "a body may have %d bytes".formatted(bytesMax))
            .withHint("send smaller batches"));
  }
}
