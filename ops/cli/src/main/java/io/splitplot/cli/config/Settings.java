package io.splitplot.cli.config;

import io.splitplot.api.web.HttpSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is configured: defaults, overridden by {@code splitplot.yaml}, overridden by {@code
 * SPLITPLOT_…} variables.
 *
 * @param home where state lives
 * @param apiProtection how the API protects itself and its clients
 * @param values every known key with its value and where it came from
 */
public record Settings(Path home, HttpSettings apiProtection, Map<String, Value> values) {
  /**
   * One configured value.
   *
   * @param origin for people: "default", a file's name, or a variable's name
   */
  public record Value(String text, String origin) {
    /** Without the text, which may be a secret. */
    @Override
    public String toString() {
      return "a value from " + origin;
    }
  }

  /** A database that the user runs: how to reach it as a role that may create roles. */
  public record ExternalDatabase(String url, String user, String password) {
    /** Without the password. */
    @Override
    public String toString() {
      return url + " as " + user;
    }
  }

  public String apiHost() {
    return text("api.host");
  }

  public int apiPort() {
    return Integer.parseInt(text("api.port"));
  }

  /** True when the user chose the port, so that another one would be a surprise. */
  public boolean apiPortIsChosen() {
    return !value("api.port").origin().equals(SettingsReader.DEFAULT_ORIGIN);
  }

  /** How long the worker of ramps waits between two looks. */
  public Duration apiRampInterval() {
    return Duration.parse(text("api.ramp_interval"));
  }

  /** How long a group of requests with facts waits for more before it is stored. */
  public Duration ingestCommitWait() {
    return Duration.parse(text("ingest.commit_wait"));
  }

  /** Facts of a kind that may wait to be stored. */
  public int ingestBufferRows() {
    return Integer.parseInt(text("ingest.buffer_rows"));
  }

  /** Size that the spool may grow to. */
  public long ingestSpoolBytes() {
    return Long.parseLong(text("ingest.spool_bytes"));
  }

  /** Age of the oldest fact in the spool beyond which it takes no more. */
  public Duration ingestSpoolAge() {
    return Duration.parse(text("ingest.spool_age"));
  }

  /** The user's own server, or empty when we run an embedded one. */
  public Optional<ExternalDatabase> primary() {
    return external("primary");
  }

  /** The user's own server, or empty when we run an embedded one. */
  public Optional<ExternalDatabase> warehouse() {
    return external("warehouse");
  }

  private Optional<ExternalDatabase> external(String database) {
    var url = text(database + ".url");
    return url.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ExternalDatabase(url, text(database + ".user"), text(database + ".password")));
  }

  private String text(String key) {
    return value(key).text();
  }

  private Value value(String key) {
    var value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no setting is named " + key);
    }
    return value;
  }
}
