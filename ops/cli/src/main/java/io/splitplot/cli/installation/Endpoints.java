package io.splitplot.cli.installation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splitplot.cli.CliException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where everything is while something runs, for scripts, tests and analysts' tools.
 *
 * @param api the API's address
 * @param primary the primary's JDBC address, with the migrator's credentials, who acts as the owner
 * @param warehouse the warehouse's JDBC address, with the migrator's credentials, who acts as the
 *     owner
 * @param primaryPsql the primary for psql, as an analyst
 * @param warehousePsql the warehouse for psql, as an analyst
 * @param keys one API key a role
 * @param pid the process that runs it all
 */
public record Endpoints(
    URI api,
    String primary,
    String warehouse,
    String primaryPsql,
    String warehousePsql,
    Map<String, String> keys,
    long pid) {

  void write(Home home) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("api", api.toString());
    json.put("primary", primary);
    json.put("warehouse", warehouse);
    json.put("primary_psql", primaryPsql);
    json.put("warehouse_psql", warehousePsql);
    var keysJson = json.putObject("keys");
    keys.forEach(keysJson::put);
    json.put("pid", pid);
    PrivateFile.write(home.endpoints(), json);
  }

  /** Throws when nothing runs in this home. */
  public static Endpoints read(Home home) {
    var json =
        PrivateFile.read(home.endpoints())
            .orElseThrow(() ->
                CliException.failed(
                    "SP-HOME-003: nothing runs in %s; start it with ./splitplot demo or ./splitplot serve"
                        .formatted(home.directory())));
    var keys = new LinkedHashMap<String, String>();
    json.path("keys").properties().forEach(key -> keys.put(key.getKey(), key.getValue().asText()));
    return new Endpoints(
        URI.create(text(json, "api")),
        text(json, "primary"),
        text(json, "warehouse"),
        text(json, "primary_psql"),
        text(json, "warehouse_psql"),
        keys,
        json.path("pid").asLong());
  }

  static void delete(Home home) {
    try {
      Files.deleteIfExists(home.endpoints());
    } catch (IOException e) {
      throw CliException.failed("SP-HOME-004: cannot remove " + home.endpoints(), e);
    }
  }

  /** The key of a role; throws when this home has none. */
  public String key(String role) {
    var key = keys.get(role);
    if (key == null) {
      throw CliException.failed(
          "SP-KEY-005: this home keeps no %s key; make one with ./splitplot key create and pass it"
                  .formatted(role)
              + " in SPLITPLOT_KEY");
    }
    return key;
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).asText();
  }
}
