package io.splitplot.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends requests to the API and writes down how long each answer took.
 *
 * <p>A request is sent again, unchanged, only where that is harmless and may help: after 429, 503,
 * or when the connection failed. All else is an answer.
 */
final class ApiClient implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final int DETAIL_LENGTH_MAX = 300;

  private final ObjectMapper json = new ObjectMapper();
  private final URI baseUri;
  private final String clientKey;
  private final Retry retry;
  private final History history;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(ANSWER_WITHIN)
          .build();

  ApiClient(URI baseUri, String clientKey, Retry retry, History history) {
    this.baseUri = baseUri;
    this.clientKey = clientKey;
    this.retry = retry;
    this.history = history;
  }

  /** Posts a body until there is an answer, or patience ends. */
  Answer post(Endpoint endpoint, JsonNode body) throws InterruptedException, UnansweredException {
    var request =
        HttpRequest.newBuilder(baseUri.resolve(endpoint.path()))
            .timeout(ANSWER_WITHIN)
            .header("Authorization", "Bearer " + clientKey)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, application/problem+json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    var trouble = "it was never sent";
    for (int attempt = 1; attempt <= retry.attempts(); attempt++) {
      var pause = retry.pauseAfter(attempt);
      try {
        var response = send(endpoint, request);
        if (response.statusCode() != 429 && response.statusCode() != 503) {
          return read(response);
        }
        trouble = "the server answered " + response.statusCode();
        pause = askedPause(response).orElse(pause);
      } catch (IOException e) {
        trouble = e.toString();
      }
      if (attempt < retry.attempts()) {
        Thread.sleep(pause);
      }
    }
    throw new UnansweredException(
        "POST %s had no answer in %d attempts: %s"
            .formatted(request.uri(), retry.attempts(), trouble));
  }

  private HttpResponse<String> send(Endpoint endpoint, HttpRequest request)
      throws IOException, InterruptedException {
    var sentAt = System.nanoTime();
    var response = http.send(request, BodyHandlers.ofString());
    history.answered(endpoint, System.nanoTime() - sentAt);
    return response;
  }

  private Answer read(HttpResponse<String> response) {
    var body = response.body();
    if (response.statusCode() / 100 != 2) {
      return new Answer.Refused(response.statusCode(), shortened(body));
    }
    try {
      return new Answer.Success(json.readTree(body));
    } catch (IOException _) {
      return new Answer.Refused(response.statusCode(), "not JSON: " + shortened(body));
    }
  }

  private Optional<Duration> askedPause(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("\\d{1,6}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .map(asked -> asked.compareTo(retry.longestPause()) < 0 ? asked : retry.longestPause());
  }

  private static String shortened(String body) {
    return body.length() <= DETAIL_LENGTH_MAX ? body : body.substring(0, DETAIL_LENGTH_MAX) + "…";
  }

  @Override
  public void close() {
    http.shutdownNow(); // close() alone would wait for answers that nobody wants any more
    http.close();
  }
}
