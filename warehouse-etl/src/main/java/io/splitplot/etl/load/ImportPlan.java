package io.splitplot.etl.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.splitplot.etl.EtlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which files an experiment's facts are in, and what their columns mean.
 *
 * @param experiment key of the experiment
 */
public record ImportPlan(String experiment, List<ImportFile> files) {

  /** Keys below these are names of columns or texts of cells, and may have dots in them. */
  private static final Set<String> MAPS =
      Set.of("exposures.variants", "outcomes.columns", "covariates");

  public ImportPlan {
    files = List.copyOf(files);
  }

  /**
   * Reads a plan from YAML; the README of warehouse-etl describes the format.
   *
   * @param yaml its files are relative to its folder
   * @throws EtlException {@code SP-IMPORT-MAPPING} when it cannot be understood
   */
  public static ImportPlan read(Path yaml) {
    var name = yaml.getFileName().toString();
    try {
      var plan = new MappingReader(new YAMLMapper().readTree(Files.readString(yaml)), name);
      plan.allowOnly("experiment", "files");
      var files =
          plan.list("files").stream()
              .map(file ->
                  new ImportFile(
                      yaml.resolveSibling(file.requiredText("file")), file.mapping("file")))
              .toList();
      return new ImportPlan(plan.requiredText("experiment"), files);
    } catch (JsonProcessingException e) {
      throw new EtlException(
          "SP-IMPORT-MAPPING", name + " is no YAML: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new EtlException("SP-IMPORT-FILE", "cannot read " + yaml + ": " + e, e);
    }
  }

  /**
   * A plan with one file, described by options as a command line has them.
   *
   * @param options the keys of the YAML of a file joined by dots, such as {@code
   *     exposures.variant}, to their values; a section without values is {@code events} to ""
   * @throws EtlException {@code SP-IMPORT-MAPPING} when they cannot be understood
   */
  public static ImportPlan of(String experiment, Path file, Map<String, String> options) {
    var root = JsonNodeFactory.instance.objectNode();
    options.forEach((key, value) -> put(root, "", key, value));
    var mapping = new MappingReader(root, "options").mapping();
    return new ImportPlan(experiment, List.of(new ImportFile(file, mapping)));
  }

  private static void put(ObjectNode section, String path, String key, String value) {
    var dot = key.indexOf('.');
    if (MAPS.contains(path) || dot < 0) {
      section.put(key, value);
    } else {
      var name = key.substring(0, dot);
      var inner = path.isEmpty() ? name : path + "." + name;
      put(section.withObjectProperty(name), inner, key.substring(dot + 1), value);
    }
  }
}
