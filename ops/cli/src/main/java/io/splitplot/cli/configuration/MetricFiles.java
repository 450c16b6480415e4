package io.splitplot.cli.configuration;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.splitplot.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Definitions of metrics in YAML or JSON files: a file has one, a list of them, or several
 * documents. Where each field stands is kept, so that a refusal can say it.
 */
final class MetricFiles {
  /** How the API names a definition, and maybe a field of it. */
  private static final Pattern PLACE = Pattern.compile("metrics\\[(\\d+)\\](?:\\.([^:\\[]+))?");

  private static final Pattern FILE_NAME = Pattern.compile("[^.].*\\.(yaml|yml|json)");
  private static final int FOLDERS_MAX = 20;

  /** Built with duplicates refused; JSON is YAML too, so one reader takes both. */
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final List<Definition> definitions = new ArrayList<>();
  private final Map<String, Definition> byKey = new HashMap<>();

  private MetricFiles() {}

  private record Definition(Path file, int line, ObjectNode fields, Map<String, Integer> lines) {
    String place(@Nullable String field) {
      return field == null
          ? "%s:%d".formatted(file, line)
          : "%s:%d: %s".formatted(file, lines.getOrDefault(field, line), field);
    }
  }

  /**
   * Reads files, and of folders all that are YAML or JSON by their names.
   *
   * @throws CliException when one is not readable, is no definition or repeats a key
   */
  static MetricFiles read(List<Path> filesAndFolders) {
    var read = new MetricFiles();
    var files = new LinkedHashSet<Path>();
    filesAndFolders.forEach(path -> files.addAll(filesOf(path)));
    files.forEach(read::readFile);
    return read;
  }

  /** What the API takes, in the order of the files. */
  JsonNode body(boolean isDryRun) {
    var body = JsonNodeFactory.instance.objectNode().put("dry_run", isDryRun);
    var metrics = body.putArray("metrics");
    definitions.forEach(definition -> metrics.add(definition.fields()));
    return body;
  }

  /** The same message, with the file and line in the place of what the API calls them. */
  String located(String message) {
    return PLACE
        .matcher(message)
        .replaceAll(match ->
            Matcher.quoteReplacement(
                definitions.get(Integer.parseInt(match.group(1))).place(match.group(2))));
  }

  private static List<Path> filesOf(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (var found =
        Files.find(
            path,
            FOLDERS_MAX,
            (file, attributes) ->
                attributes.isRegularFile()
                    && FILE_NAME.matcher(file.getFileName().toString()).matches())) {
      var files = found.sorted().toList();
      if (files.isEmpty()) {
        throw CliException.usage("SP-METRIC-001: %s has no YAML or JSON file".formatted(path));
      }
      return files;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private void readFile(Path file) {
    try (var parser = MAPPER.createParser(file.toFile())) {
      var isList = false;
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_ARRAY && !isList) {
          isList = true;
        } else if (token == JsonToken.END_ARRAY) {
          isList = false;
        } else if (token == JsonToken.START_OBJECT) {
          add(definition(file, parser));
        } else {
          throw CliException.usage(
              "SP-METRIC-003: %s:%d: this is no metric with fields such as key and kind"
                  .formatted(file, line(parser)));
        }
      }
    } catch (JsonProcessingException e) {
      throw CliException.usage(
          "SP-METRIC-002: %s%s: %s"
              .formatted(
                  file,
                  Optional.ofNullable(e.getLocation()).map(it -> ":" + it.getLineNr()).orElse(""),
                  firstLine(e.getOriginalMessage())));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Definition definition(Path file, JsonParser parser) throws IOException {
    var line = line(parser);
    var fields = JsonNodeFactory.instance.objectNode();
    var lines = new HashMap<String, Integer>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      lines.put(name, line(parser));
      parser.nextToken();
      JsonNode value = MAPPER.readTree(parser);
      fields.set(name, value);
    }
    return new Definition(file, line, fields, lines);
  }

  private void add(Definition definition) {
    var key = definition.fields().path("key").asText();
    var other = byKey.putIfAbsent(key, definition);
    if (other != null && definition.fields().has("key")) {
      throw CliException.usage(
          "SP-METRIC-004: %s: %s is also defined at %s"
              .formatted(definition.place("key"), key, other.place(null)));
    }
    definitions.add(definition);
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static CliException unreadable(Path path, IOException e) {
    return CliException.usage("SP-METRIC-001: cannot read %s: %s".formatted(path, e.getMessage()));
  }
}
