package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.splitplot.api.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A plan as JSON, for those who decide by themselves and for the disk; openapi.yaml says what it
 * means. Plans of one version have the same document on all servers.
 */
final class PlanDocument {
  /** Version of the document's format. */
  static final int FORMAT = 1;

  private PlanDocument() {}

  static ObjectNode of(Plan plan) {
    var contents = plan.contents();
    var document = Json.object().put("format", FORMAT).put("configuration_version", plan.version());
    document.set("unit_types", texts(new TreeSet<>(contents.unitTypes())));
    document.set("experiments", texts(new TreeSet<>(contents.experiments())));
    var parameters = document.putObject("parameters");
    contents.parameters().forEach((name, asked) -> parameters.set(name, texts(asked)));
    var forced = document.putObject("forced_variants");
    new TreeMap<>(contents.forcedVariants())
        .forEach((experiment, units) -> {
          var variants = forced.putObject(experiment);
          new TreeMap<>(units).forEach(variants::put);
        });
    var attributes = document.putObject("attributes");
    contents.attributeTypes().types().forEach(attributes::put);
    var entries = document.putArray("entries");
    contents.entries().values().forEach(it -> entries.addRawValue(new RawValue(it.document())));
    return document;
  }

  /**
   * The plan of a document.
   *
   * @param asOf an instant at which it was in force
   * @throws IllegalStateException when it cannot be decided here
   */
  static Plan read(JsonNode document, Instant asOf) {
    var format = document.path("format").intValue();
    if (format != FORMAT) {
      throw new IllegalStateException(
          "the plan's format is %d, and this server reads %d".formatted(format, FORMAT));
    }
    var layers = new Layers();
    var reader = new PlanEntryReader(layers);
    var entries = new ArrayList<PlanEntry>();
    document.path("entries").forEach(entry -> entries.add(reader.read(Json.write(entry))));
    var parameters = new TreeMap<String, List<String>>();
    document
        .path("parameters")
        .properties()
        .forEach(it -> parameters.put(it.getKey(), texts(it.getValue())));
    return new Plan(
        document.path("configuration_version").longValue(),
        asOf,
        new PlanContents(
            Set.copyOf(texts(document.path("unit_types"))),
            Set.copyOf(texts(document.path("experiments"))),
            PlanContents.byKey(entries),
            forcedVariants(document.path("forced_variants")),
            parameters,
            attributeTypes(document.path("attributes")),
            layers.count()));
  }

  private static Map<String, Map<String, Integer>> forcedVariants(JsonNode forced) {
    var variants = new HashMap<String, Map<String, Integer>>();
    forced
        .properties()
        .forEach(experiment ->
            variants.put(
                experiment.getKey(),
                experiment.getValue().properties().stream()
                    .collect(
                        Collectors.toMap(Map.Entry::getKey, unit -> unit.getValue().intValue()))));
    return variants;
  }

  private static AttributeTypes attributeTypes(JsonNode attributes) {
    return new AttributeTypes(
        attributes.properties().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().textValue())));
  }

  private static JsonNode texts(Collection<String> texts) {
    var array = Json.array();
    texts.forEach(array::add);
    return array;
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
  }
}
