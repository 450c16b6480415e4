package io.splitplot.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.splitplot.api.TestApi.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The protocol's own description of its calls, and what of an answer it does not allow. */
final class OfrepDescription {
  private final JsonNode description;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  OfrepDescription() {
    try (var yaml = OfrepDescription.class.getResourceAsStream("ofrep/openapi.yaml")) {
      this.description = new YAMLMapper().readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sayWhatIsMeantByCodeDefault();
  }

  /**
   * As published, no answer with a value is valid: it is one of exactly one of six kinds, and a
   * flag with the default of the code is any object, also one with a value; and every whole number
   * is a number, too.
   */
  private void sayWhatIsMeantByCodeDefault() {
    var schemas = description.at("/components/schemas");
    var kinds = (ObjectNode) schemas.at("/evaluationSuccess/allOf/1");
    kinds.set("anyOf", kinds.remove("oneOf"));
    var codeDefault = (ObjectNode) schemas.path("codeDefaultFlag");
    codeDefault.putObject("not").putArray("required").add("value");
  }

  /**
   * What an answer has that it must not have; nothing when it is as described.
   *
   * @param path one of the paths of the description
   */
  List<String> violations(String path, Answer answer) {
    var response = description.path("paths").path(path).at("/post/responses/" + answer.status());
    if (response.isMissingNode()) {
      return List.of(answer.status() + " is not described");
    }
    var reference = response.at("/content/application~1json/schema/$ref").textValue();
    if (reference == null) {
      return List.of(); // any body will do
    }
    if (!answer.header("Content-Type").equals("application/json")) {
      return List.of("its media type is " + answer.header("Content-Type"));
    }
    return schemas.computeIfAbsent(reference, this::schema).validate(answer.json()).stream()
        .map(Error::toString)
        .toList();
  }

  private Schema schema(String reference) {
    var root = ((ObjectNode) description).deepCopy().put("$ref", reference);
    return registry.getSchema(root);
  }
}
