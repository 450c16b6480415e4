package io.splitplot.cli.installation;

import io.splitplot.api.ApiServer;
import io.splitplot.api.ApiServerSettings;
import io.splitplot.api.batch.IngestSettings;
import io.splitplot.api.database.DatabaseSettings;
import io.splitplot.cli.Steps;
import io.splitplot.cli.config.Settings;
import io.splitplot.etl.feed.Feed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything of one home, running: databases, API server, the warehouse's feed. */
public final class Installation implements AutoCloseable {
  private final Home home;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final Databases databases;
  private final Feed feed;
  private final Endpoints endpoints;

  private Installation(Settings settings, Keys keys, PortChoice portChoice, Steps steps) {
    home = new Home(settings.home());
    try {
      databases = started(Databases.open(settings, steps));
      var apiKeys = keys.ensure(home, databases.primary().migrator());
      var api =
          started(steps.step("start the API", () -> startApi(settings, portChoice.port(settings))));
      feed = started(steps.step("start the warehouse's feed", this::startFeed));
      endpoints = endpoints(settings, api.port(), apiKeys);
      endpoints.write(home);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Whether this home keeps API keys of its own. */
  public enum Keys {
    /** One a role, written into endpoints.json: for the demonstration. */
    ONE_A_ROLE,
    /** None: keys are made by {@code splitplot key create}. */
    NONE;

    private Map<String, String> ensure(Home home, Login migrator) {
      var keys = new LinkedHashMap<String, String>();
      if (this == ONE_A_ROLE) {
        var secrets = Secrets.of(home);
        for (var role : ApiKeys.ROLES) {
          keys.put(role, secrets.get("key." + role));
        }
        var stored = new ApiKeys(migrator);
        keys.forEach((role, key) -> stored.ensure("demo-" + role, role, key));
      }
      return keys;
    }
  }

  /** What to do when the port that nobody chose is taken. */
  public enum PortChoice {
    AS_CONFIGURED,
    ANY_WHEN_TAKEN;

    private int port(Settings settings) {
      var isOurs = this == AS_CONFIGURED || settings.apiPortIsChosen();
      return isOurs || isFree(settings.apiHost(), settings.apiPort()) ? settings.apiPort() : 0;
    }

    private static boolean isFree(String host, int port) {
      try (var _ = new ServerSocket(port, 1, InetAddress.getByName(host))) {
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }

  /** Starts everything, in order; what was started is stopped again when something fails. */
  public static Installation start(
      Settings settings, Keys keys, PortChoice portChoice, Steps steps) {
    return new Installation(settings, keys, portChoice, steps);
  }

  private <T extends AutoCloseable> T started(T part) {
    running.push(part);
    return part;
  }

  private ApiServer startApi(Settings settings, int port) {
    var primary = databases.primary().server();
    var warehouse = databases.warehouse().reports();
    return ApiServer.start(
        ApiServerSettings.of(
                DatabaseSettings.primary(primary.url(), primary.user(), primary.password()),
                DatabaseSettings.warehouse(warehouse.url(), warehouse.user(), warehouse.password()))
            .listeningOn(settings.apiHost(), port)
            .lookingAtRampsEvery(settings.apiRampInterval())
            .keepingStateIn(home.state())
            .forgettingWith(privacy())
            .protectedBy(settings.apiProtection())
            .ingesting(ingest(settings)));
  }

  private ApiServerSettings.Privacy privacy() {
    var primary = databases.primary().privacy();
    var warehouse = databases.warehouse().privacy();
    return new ApiServerSettings.Privacy(
        DatabaseSettings.privacy(primary.url(), primary.user(), primary.password()),
        DatabaseSettings.privacy(warehouse.url(), warehouse.user(), warehouse.password()));
  }

  private static IngestSettings ingest(Settings settings) {
    return IngestSettings.usual()
        .withBuffer(settings.ingestCommitWait(), settings.ingestBufferRows())
        .withSpool(settings.ingestSpoolBytes(), settings.ingestSpoolAge());
  }

  private Feed startFeed() {
    return Feed.start(
        FeedAccess.settings(databases.warehouse().admin(), databases.primary().replicator()));
  }

  private Endpoints endpoints(Settings settings, int port, Map<String, String> keys) {
    var scheme = settings.apiProtection().tls().isPresent() ? "https" : "http";
    return new Endpoints(
        URI.create("%s://%s:%d".formatted(scheme, settings.apiHost(), port)),
        databases.primary().migrator().urlWithCredentials(),
        databases.warehouse().migrator().urlWithCredentials(),
        databases.primary().reader().psqlUrl(),
        databases.warehouse().reader().psqlUrl(),
        keys,
        ProcessHandle.current().pid());
  }

  public Endpoints endpoints() {
    return endpoints;
  }

  public Feed feed() {
    return feed;
  }

  /** For imports: the log-in that may load facts into the warehouse. */
  public Login loader() {
    return databases.warehouse().loader();
  }

  /**
   * Stops everything in the reverse order of its start; a part that fails does not keep the rest.
   */
  @Override
  public void close() {
    Endpoints.delete(home);
    while (!running.isEmpty()) {
      var part = running.pop();
      try {
        part.close();
      } catch (Exception e) {
        System.getLogger(Installation.class.getName())
            .log(System.Logger.Level.WARNING, "could not stop " + part, e);
      }
    }
  }
}
