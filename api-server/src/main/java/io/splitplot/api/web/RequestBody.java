package io.splitplot.api.web;

import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/** Reads a body: of one media type, in UTF-8 only, up to a limit. */
final class RequestBody {
  /** Codes of problems after which nobody knows where the next request begins. */
  static final String BROKEN = "broken_body";

  static final String TOO_LARGE = "body_too_large";

  /** How many of the largest bodies there is memory for at a time. */
  private static final int LARGEST_AT_A_TIME = 3;

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int CHUNK_BYTES = 8192;

  private final int bytesMax;
  private final BodyMemory memory;

  RequestBody(int bytesMax) {
    this.bytesMax = bytesMax;
    this.memory = new BodyMemory((long) LARGEST_AT_A_TIME * bytesMax, PATIENCE);
  }

  /** The memory that a request may use for its body, to be given back after its answer. */
  BodyMemory.Share share() {
    return memory.share();
  }

  byte[] read(ServerRequest request, String subtype, BodyMemory.Share share) {
    checkMediaType(request, subtype);
    var declared = request.headers().contentLength();
    if (declared.isPresent() && declared.getAsLong() > bytesMax) {
      throw tooLarge();
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try {
      return read(request.content().inputStream(), share);
    } catch (ProblemException e) {
      throw e;
    } catch (IOException | RuntimeException _) {
      // The server's own exceptions for this are of many kinds, a wrong chunk even is a wrong
      // number.
      throw new ProblemException(
          Problem.of(400, BROKEN, "the body breaks off or is not framed as HTTP says"));
    }
  }

  /** Reads all of it also when there is no memory, as a client that still sends hears nothing. */
  private byte[] read(InputStream body, BodyMemory.Share share) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var chunk = new byte[CHUNK_BYTES];
    var size = 0;
    var fits = true;
    for (var count = body.read(chunk); count >= 0; count = body.read(chunk)) {
      size += count;
      if (size > bytesMax) {
        throw tooLarge();
      }
      fits = fits && share.growTo(size);
      if (fits) {
        bytes.write(chunk, 0, count);
      } else {
        bytes = new ByteArrayOutputStream(0); // with its memory
        share.close();
      }
    }
    if (!fits) {
      throw noMemory();
    }
    return bytes.toByteArray();
  }

  private static void checkMediaType(ServerRequest request, String subtype) {
    var given = contentType(request);
    var type = given.map(HttpMediaType::text).orElse("none");
    var isMeant =
        given
            .map(it ->
                it.type().equals("application")
                    && it.subtype().equals(subtype)
                    && it.charset().orElse("utf-8").equalsIgnoreCase("utf-8"))
            .orElse(false);
    if (!isMeant) {
      throw new ProblemException(
          Problem.of(
                  415, "unsupported_media_type", "the media type of the body is %s".formatted(type))
              .withHint("send Content-Type: application/" + subtype));
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

  private static ProblemException noMemory() {
    return new ProblemException(
        Problem.of(503, "bodies_too_large", "too many large bodies are being worked on")
            .withHint("come again, or send smaller batches"));
  }
}
