package io.splitplot.cli.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Looks at the API through its open health endpoints. */
final class ApiLook {
  private static final Duration LIVE_MAX = Duration.ofSeconds(4);
  private static final Duration READY_MAX = Duration.ofSeconds(4);
  private static final ObjectMapper JSON = new ObjectMapper();

  private ApiLook() {}

  static View.Api at(URI api) throws IOException, InterruptedException {
    try (var http = HttpClient.newBuilder().connectTimeout(LIVE_MAX).build()) {
      var sent = Instant.now();
      var live = get(http, api.resolve("/health/live"), LIVE_MAX);
      var took = Duration.between(sent, Instant.now());
      if (live.statusCode() != 200) {
        throw new IOException("it answers with status " + live.statusCode());
      }
      return new View.Api(took, checks(http, api), clockAhead(live, sent.plus(took.dividedBy(2))));
    }
  }

  /** None when readiness takes too long, as it does while a database keeps silent. */
  private static List<View.ReadyCheck> checks(HttpClient http, URI api)
      throws IOException, InterruptedException {
    var checks = new ArrayList<View.ReadyCheck>();
    try {
      var ready = JSON.readTree(get(http, api.resolve("/health/ready"), READY_MAX).body());
      for (var check : ready.path("checks")) {
        checks.add(
            new View.ReadyCheck(
                check.path("check").asText(),
                check.path("status").asText(),
                check.path("detail").asText()));
      }
    } catch (HttpTimeoutException _) {
      // what is silent is looked at by itself
    }
    return checks;
  }

  /** The header has whole seconds: on average half of one more has passed. */
  private static Duration clockAhead(HttpResponse<String> answer, Instant now) {
    return answer
        .headers()
        .firstValue("Date")
        .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
        .map(date -> Duration.between(now, date.plusMillis(500)))
        .orElse(Duration.ZERO);
  }

  private static HttpResponse<String> get(HttpClient http, URI address, Duration limit)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(address).timeout(limit).build(), BodyHandlers.ofString());
  }
}
