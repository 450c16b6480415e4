package io.splitplot.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.access.RateLimit;
import io.splitplot.api.database.DatabaseSettings;
import io.splitplot.api.json.Json;
import io.splitplot.api.web.HttpSettings;
import io.splitplot.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A server with databases of its own, where the key of each role is the role's name. */
final class TestApi implements AutoCloseable {
  private static final String PASSWORD = "login";

  /** Tests show more bad keys than an address may. */
  private static final HttpSettings PATIENT =
      new HttpSettings(
          HttpSettings.USUAL.tls(),
          HttpSettings.USUAL.origins(),
          HttpSettings.USUAL.rateLimit(),
          new RateLimit(100_000, 100_000),
          HttpSettings.USUAL.connectionsMax(),
          HttpSettings.USUAL.silenceMax(),
          HttpSettings.USUAL.headersMax(),
          HttpSettings.USUAL.requestMax(),
          HttpSettings.USUAL.accessLog());

  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  /** Log-in roles that may do what the groups may, and no more: a missing grant fails a test. */
  private static final String LOGINS =
      """
      do $$
      begin
        create role test_api login password 'login' in role splitplot_api;
        create role test_reports login password 'login' in role splitplot_reporter, splitplot_analyser;
        create role test_privacy login password 'login' in role splitplot_privacy;
      exception
        when duplicate_object or unique_violation then null;
      end
      $$
      """;

  private final TestDatabase primary = TestDatabase.primary();
  private final TestDatabase warehouse = TestDatabase.warehouse();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ApiServerSettings changed;
  private ApiServer server;

  TestApi() {
    this(UnaryOperator.identity());
  }

  /** A server whose settings are changed. */
  TestApi(UnaryOperator<ApiServerSettings> change) {
    primary.run(LOGINS);
    for (var role : new String[] {"client", "analyst", "editor", "operator", "admin", "loader"}) {
      addKey(role, role, role);
    }
    this.changed = change.apply(settings());
    this.server = ApiServer.start(changed);
  }

  /** Settings of a server on these databases. */
  ApiServerSettings settings() {
    return ApiServerSettings.of(
            DatabaseSettings.primary(primary.jdbcUrl(), "test_api", PASSWORD),
            DatabaseSettings.warehouse(warehouse.jdbcUrl(), "test_reports", PASSWORD))
        .forgettingWith(
            new ApiServerSettings.Privacy(
                DatabaseSettings.privacy(primary.jdbcUrl(), "test_privacy", PASSWORD),
                DatabaseSettings.privacy(warehouse.jdbcUrl(), "test_privacy", PASSWORD)))
        .protectedBy(PATIENT);
  }

  TestDatabase primary() {
    return primary;
  }

  TestDatabase warehouse() {
    return warehouse;
  }

  int port() {
    return server.port();
  }

  void addKey(String name, String role, String key) {
    primary.run(
        "insert into splitplot.api_key (name, role, key_hash) values ('%s', '%s', sha256('%s'))"
            .formatted(name, role, key));
  }

  /** Settings with the primary at another address. */
  static ApiServerSettings withPrimaryAt(ApiServerSettings settings, String jdbcUrl) {
    return new ApiServerSettings(
        settings.host(),
        settings.port(),
        DatabaseSettings.primary(jdbcUrl, settings.primary().user(), PASSWORD),
        settings.warehouse(),
        settings.bodyBytesMax(),
        settings.requestsMax(),
        settings.closeMax(),
        settings.rampInterval(),
        settings.state(),
        settings.privacy(),
        settings.http(),
        settings.ingest());
  }

  /** Settings with another limit of requests at a time. */
  static ApiServerSettings withRequestsMax(ApiServerSettings settings, int requestsMax) {
    return new ApiServerSettings(
        settings.host(),
        settings.port(),
        settings.primary(),
        settings.warehouse(),
        settings.bodyBytesMax(),
        requestsMax,
        settings.closeMax(),
        settings.rampInterval(),
        settings.state(),
        settings.privacy(),
        settings.http(),
        settings.ingest());
  }

  /** A request with a role's key. */
  HttpRequest.Builder request(String path, String role) {
    return request(port(), path, role);
  }

  /** A request of nobody. */
  HttpRequest.Builder requestWithoutKey(String path) {
    return requestWithoutKey(port(), path);
  }

  private static HttpRequest.Builder request(int port, String path, String role) {
    return requestWithoutKey(port, path).header("Authorization", "Bearer " + role);
  }

  private static HttpRequest.Builder requestWithoutKey(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(ANSWER_MAX);
  }

  /** Asks another server than this one. */
  Answer get(int port, String path, String role) {
    return send(request(port, path, role).GET());
  }

  /** Posts to another server than this one. */
  Answer post(int port, String path, String role, String body) {
    return send(
        request(port, path, role)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  Answer get(String path, String role) {
    return send(request(path, role).GET());
  }

  /** Posts JSON, in which apostrophes stand for quotes. */
  Answer post(String path, String role, String body) {
    return post(port(), path, role, body);
  }

  Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What was answered. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String text() {
      return response.body();
    }

    JsonNode json() {
      return Json.parse(response.body());
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** Status, code and field: what a program looks at. */
    String problem() {
      var code = json().path("code").asText();
      var field = json().path("field").asText("");
      return (status() + " " + code + " " + field).strip();
    }
  }

  /** A running experiment in a layer of its own, half control and half treatment. */
  String runningExperiment(String key, String traffic) {
    var layer = "layer-of-" + key;
    layer(layer, "user", "'button-%s'".formatted(key));
    return experiment(
        key,
        layer,
        """
        'traffic':%2$s,'variants':[
          {'key':'control','weight':0.5,'control':true,'parameters':{'button-%1$s':'blue'}},
          {'key':'green','weight':0.5,'parameters':{'button-%1$s':'green'}}]
        """
            .formatted(key, traffic));
  }

  /** A layer of the root domain; {@code parameters} are what stands between the brackets. */
  void layer(String key, String unitType, String parameters) {
    expect(
        201,
        post(
            "/v1/layers",
            "editor",
            "{'key':'%s','unit_type':'%s','parameters':[%s]}"
                .formatted(key, unitType, parameters)));
  }

  /** A running experiment; {@code members} are those beside its key and its layer. */
  String experiment(String key, String layer, String members) {
    expect(
        201,
        post(
            "/v1/experiments",
            "editor",
            "{'key':'%s','layer':'%s',%s}".formatted(key, layer, members)));
    expect(200, post("/v1/experiments/" + key + "/start", "editor", "{}"));
    return key;
  }

  /** The only value that a query on the primary gives, as text. */
  String value(String query) {
    return value(primary, query);
  }

  static String value(TestDatabase database, String query) {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static String uuid() {
    return UUID.randomUUID().toString();
  }

  private static void expect(int status, Answer answer) {
    if (answer.status() != status) {
      throw new AssertionError(answer.status() + " " + answer.text());
    }
  }

  /** Closes the server, and keeps the databases. */
  void closeServer() {
    server.close();
  }

  /** Starts it again after that. */
  void startServer() {
    server = ApiServer.start(changed);
  }

  @Override
  public void close() {
    server.close();
    client.close();
    primary.close();
    warehouse.close();
  }
}
