package io.splitplot.cli.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;
import io.splitplot.cli.api.ApiClient;
import io.splitplot.cli.api.RunningApi;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A collection of the HTTP API, for its editors.
 *
 * @param path such as {@code /v1/domains}
 * @param plural the member of the answer that lists its items
 */
record ApiCollection(Session session, String path, String plural) {
  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Reads an argument that is JSON. */
  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw CliException.usage(
          "SP-JSON-001: %s is not JSON: %s".formatted(text, e.getOriginalMessage()));
    }
  }

  /** Prints all items, a line each, with some of their members as columns. */
  int list(String... columns) {
    var api = RunningApi.as("editor", session);
    print(Arrays.stream(columns).map(it -> it.replace('_', ' ')).toArray(String[]::new));
    for (String after = ""; after != null; ) {
      var page = api.get(path + "?after=" + ApiClient.segment(after));
      for (var item : page.path(plural)) {
        print(Arrays.stream(columns).map(it -> shown(item.path(it))).toArray(String[]::new));
      }
      after = page.path("next").textValue();
    }
    return 0;
  }

  int show(String key) {
    return print(RunningApi.as("editor", session).get(item(key)));
  }

  int create(JsonNode body) {
    return print(RunningApi.as("editor", session).post(path, body));
  }

  int end(String key) {
    return print(RunningApi.as("editor", session).post(item(key) + "/end", object()));
  }

  int replace(String key, JsonNode body, @Nullable Integer version) {
    return print(RunningApi.as("editor", session).send("PUT", item(key), body, version));
  }

  int delete(String key) {
    RunningApi.as("editor", session).send("DELETE", item(key), object(), null);
    return 0;
  }

  private String item(String key) {
    return path + "/" + ApiClient.segment(key);
  }

  /** A value as a cell of a table. */
  static String shown(JsonNode value) {
    if (value.isNull()) {
      return "-";
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private void print(String... cells) {
    session
        .out()
        .println(
            Arrays.stream(cells)
                .map("%-24s"::formatted)
                .collect(Collectors.joining(" "))
                .stripTrailing());
  }

  private int print(JsonNode json) {
    session.out().println(json.toPrettyString());
    return 0;
  }
}
