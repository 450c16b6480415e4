package io.splitplot.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.splitplot.api.web.HttpSettings;
import io.splitplot.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the settings from their three places, and refuses what it does not know. */
public final class SettingsReader {
  static final String DEFAULT_ORIGIN = "default";

  private static final Map<String, String> DEFAULTS = defaults();

  private final Path root;
  private final Map<String, String> environment;

  /**
   * @param root the project's folder: {@code splitplot.yaml} is read from it
   * @param environment the process's variables
   */
  public SettingsReader(Path root, Map<String, String> environment) {
    this.root = root;
    this.environment = environment;
  }

  private static Map<String, String> defaults() {
    var defaults = new LinkedHashMap<String, String>();
    defaults.put("api.host", "127.0.0.1");
    defaults.put("api.port", "8080");
    defaults.put("api.ramp_interval", "PT5S");
    defaults.put("ingest.commit_wait", "PT0S");
    defaults.put("ingest.buffer_rows", "20000");
    defaults.put("ingest.spool_bytes", "1073741824");
    defaults.put("ingest.spool_age", "P7D");
    defaults.putAll(ApiProtection.defaults());
    for (var database : new String[] {"primary", "warehouse"}) {
      defaults.put(database + ".url", "");
      defaults.put(database + ".user", "");
      defaults.put(database + ".password", "");
    }
    return defaults;
  }

  /** Throws {@link CliException} with exit code 2 when a setting is unknown or makes no sense. */
  public Settings read() {
    var values = new LinkedHashMap<String, Settings.Value>();
    DEFAULTS.forEach((key, text) -> values.put(key, new Settings.Value(text, DEFAULT_ORIGIN)));
    readFile(values);
    readEnvironment(values);
    checkPort(values);
    checkRampInterval(values);
    checkIngest(values);
    var text = environment.getOrDefault("SPLITPLOT_HOME", root.resolve(".splitplot").toString());
    var home = Path.of(text).toAbsolutePath().normalize();
    return new Settings(home, protection(values, home.resolve("access.log")), values);
  }

  private HttpSettings protection(Map<String, Settings.Value> values, Path accessLog) {
    Function<String, String> text = key -> Objects.requireNonNull(values.get(key), key).text();
    return new ApiProtection(text, root.toAbsolutePath()).settings(accessLog);
  }

  private void readFile(Map<String, Settings.Value> values) {
    var file = root.resolve("splitplot.yaml");
    if (!Files.exists(file)) {
      return;
    }
    JsonNode document;
    try {
      document = new YAMLMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw CliException.usage("SP-CONFIG-001: splitplot.yaml is not YAML: " + e.getMessage());
    }
    if (!document.isObject() && !document.isMissingNode() && !document.isNull()) {
      throw CliException.usage(
          "SP-CONFIG-001: splitplot.yaml has no sections such as api: {port: 8080}");
    }
    for (var section : document.properties()) {
      for (var entry : section.getValue().properties()) {
        var key = section.getKey() + "." + entry.getKey();
        put(values, key, text(entry.getValue()), "splitplot.yaml");
      }
    }
  }

  /** A list is written with commas elsewhere. */
  private static String text(JsonNode value) {
    return value.isArray()
        ? value.valueStream().map(JsonNode::asText).collect(Collectors.joining(","))
        : value.asText();
  }

  private static void put(
      Map<String, Settings.Value> values, String key, String text, String origin) {
    if (!DEFAULTS.containsKey(key)) {
      throw CliException.usage(
          "SP-CONFIG-002: %s names %s, which is no setting. There are: %s"
              .formatted(origin, key, String.join(", ", DEFAULTS.keySet())));
    }
    values.put(key, new Settings.Value(text, origin));
  }

  private void readEnvironment(Map<String, Settings.Value> values) {
    for (var key : DEFAULTS.keySet()) {
      var variable = variable(key);
      var text = environment.get(variable);
      if (text != null) {
        values.put(key, new Settings.Value(text, variable));
      }
    }
  }

  /** The variable of a setting; the API's own have short names, since they are typed often. */
  private static String variable(String key) {
    var name = key.startsWith("api.") ? key.substring("api.".length()) : key.replace('.', '_');
    return "SPLITPLOT_" + name.toUpperCase(Locale.ROOT);
  }

  private static void checkRampInterval(Map<String, Settings.Value> values) {
    var interval = values.get("api.ramp_interval");
    if (interval == null || !interval.text().matches("PT[1-9][0-9]{0,4}[SM]")) {
      throw CliException.usage(
          "SP-CONFIG-004: api.ramp_interval is no duration of seconds or minutes, as PT5S");
    }
  }

  private static void checkIngest(Map<String, Settings.Value> values) {
    check(values, "ingest.commit_wait", "PT0(\\.0[0-9]{1,2})?S", "up to 99 ms, as PT0.002S");
    check(values, "ingest.buffer_rows", "[1-9][0-9]{3,6}", "a number from 1000 to 9999999");
    check(values, "ingest.spool_bytes", "[1-9][0-9]{5,12}", "a number of bytes from 100000");
    check(
        values,
        "ingest.spool_age",
        "P[1-9][0-9]{0,2}D|PT[1-9][0-9]{0,2}H",
        "days or hours, as P7D");
  }

  private static void check(
      Map<String, Settings.Value> values, String key, String pattern, String expected) {
    var value = values.get(key);
    if (value == null || !value.text().matches(pattern)) {
      throw CliException.usage("SP-CONFIG-005: %s is not %s".formatted(key, expected));
    }
  }

  private static void checkPort(Map<String, Settings.Value> values) {
    var port = values.get("api.port");
    if (port == null
        || !port.text().matches("[0-9]{1,5}")
        || Integer.parseInt(port.text()) > 65535) {
      throw CliException.usage(
          "SP-CONFIG-003: api.port is not a number from 0 (any free port) to 65535");
    }
  }
}
