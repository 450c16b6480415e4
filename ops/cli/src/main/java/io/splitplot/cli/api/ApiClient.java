package io.splitplot.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.splitplot.cli.CliException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls the HTTP API with one key; what the API refuses becomes an error for the user. */
public final class ApiClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int CONFLICT = 409;
  private static final Set<Integer> BAD_REQUESTS = Set.of(400, 422);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http;
  private final URI base;
  private final String key;
  private final Duration answerMax;

  public ApiClient(URI base, String key) {
    this(base, key, Optional.empty());
  }

  /**
   * A client that trusts one certificate and no other.
   *
   * @param certificate file of the server's own; empty: whatever Java trusts
   */
  public ApiClient(URI base, String key, Optional<Path> certificate) {
    this(base, key, client(certificate), TIMEOUT);
  }

  private ApiClient(URI base, String key, HttpClient http, Duration answerMax) {
    this.http = http;
    this.base = base;
    this.key = key;
    this.answerMax = answerMax;
  }

  /** The same, for what may take long. */
  public ApiClient waitingFor(Duration otherAnswerMax) {
    return new ApiClient(base, key, http, otherAnswerMax);
  }

  private static HttpClient client(Optional<Path> certificate) {
    var builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
    certificate.map(OneCertificate::context).ifPresent(builder::sslContext);
    return builder.build();
  }

  /** A part of a path, made safe. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public JsonNode get(String path) {
    return parsed(getText(path, "application/json"));
  }

  /** The answer as text, in the media type asked for. */
  public String getText(String path, String mediaType) {
    return accepted(send(request(path).header("Accept", mediaType).GET()), path).body();
  }

  public JsonNode post(String path, JsonNode body) {
    return parsed(accepted(send(posting(path, body)), path).body());
  }

  /**
   * Sends a change.
   *
   * @param version what is changed must still have it; null: whatever it is by now
   */
  public JsonNode send(String method, String path, JsonNode body, @Nullable Integer version) {
    var request = posting(path, body).method(method, BodyPublishers.ofString(body.toString()));
    if (version != null) {
      request.header("If-Match", "\"%d\"".formatted(version));
    }
    return parsed(accepted(send(request), path).body());
  }

  /** Posts what may exist already; true when it was made now. */
  public boolean create(String path, JsonNode body) {
    var response = send(posting(path, body));
    if (response.statusCode() == CONFLICT && code(response).equals("already_exists")) {
      return false;
    }
    accepted(response, path);
    return true;
  }

  private HttpRequest.Builder posting(String path, JsonNode body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body.toString()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(answerMax)
        .header("Authorization", "Bearer " + key);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw CliException.failed(
          "SP-API-001: the API at %s does not answer (%s); is it running?".formatted(base, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.failed("SP-API-002: interrupted while waiting for the API", e);
    }
  }

  private HttpResponse<String> accepted(HttpResponse<String> response, String path) {
    if (response.statusCode() / 100 != 2) {
      throw refusal(response, path);
    }
    return response;
  }

  /** What cannot be asked at all is bad usage; what cannot be done just now has failed. */
  private CliException refusal(HttpResponse<String> response, String path) {
    var problem = parsed(response.body());
    var hint = problem.path("hint").asText("");
    var message =
        "%s (%s %d): %s%s"
            .formatted(
                code(response),
                path,
                response.statusCode(),
                problem.path("detail").asText(),
                hint.isEmpty() ? "" : "; " + hint);
    return BAD_REQUESTS.contains(response.statusCode())
        ? CliException.usage(message)
        : CliException.failed(message);
  }

  private String code(HttpResponse<String> response) {
    return parsed(response.body()).path("code").asText();
  }

  private JsonNode parsed(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw CliException.failed("SP-API-003: the API at %s answered no JSON".formatted(base), e);
    }
  }
}
