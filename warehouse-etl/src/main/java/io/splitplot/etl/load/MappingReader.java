package io.splitplot.etl.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.etl.EtlException;
import io.splitplot.etl.Section;
import io.splitplot.etl.load.ImportMapping.Events;
import io.splitplot.etl.load.ImportMapping.Exposures;
import io.splitplot.etl.load.ImportMapping.Outcomes;
import io.splitplot.etl.load.ImportMapping.Time;
import io.splitplot.etl.load.ImportMapping.UnitId;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a mapping from a tree of keys, and says of anything wrong where it stands. */
final class MappingReader {
  private final Section section;

  /**
   * @param place how messages name the node
   */
  MappingReader(JsonNode node, String place) {
    this(new Section(node, place, "SP-IMPORT-MAPPING"));
  }

  private MappingReader(Section section) {
    this.section = section;
  }

  /**
   * The mapping of one file.
   *
   * @param otherKeys further keys that the caller reads
   */
  ImportMapping mapping(String... otherKeys) {
    allowOnly(
        Stream.concat(
                Stream.of("delimiter", "unit", "exposures", "outcomes", "covariates", "events"),
                Stream.of(otherKeys))
            .toArray(String[]::new));
    var mapping =
        new ImportMapping(
            delimiter(),
            section("unit").map(MappingReader::unit).orElse(new UnitId.Column("unit_id")),
            section("exposures").map(MappingReader::exposures),
            section("outcomes").map(MappingReader::outcomes),
            names("covariates"),
            section("events").map(MappingReader::events));
    if (mapping.exposures().isEmpty()
        && mapping.outcomes().isEmpty()
        && mapping.covariates().isEmpty()
        && mapping.events().isEmpty()) {
      throw wrong("needs at least one of exposures, outcomes, covariates and events");
    }
    return mapping;
  }

  private char delimiter() {
    var text = text("delimiter").orElse(",");
    if (text.length() != 1 || "\"\r\n".contains(text)) {
      throw wrong("delimiter: is one character, such as ; or a tab, not " + text);
    }
    return text.charAt(0);
  }

  private UnitId unit() {
    allowOnly("column", "row");
    var column = text("column");
    var row = text("row");
    if (column.isPresent() == row.isPresent()) {
      throw wrong("has either column or row");
    }
    if (row.isPresent() && !row.get().contains("{row}")) {
      throw wrong("row: has {row} where the number of the row goes, as in customer-{row}");
    }
    return row.<UnitId>map(UnitId.Row::new)
        .orElseGet(() -> new UnitId.Column(column.orElseThrow()));
  }

  private Exposures exposures() {
    allowOnly("variant", "variants", "occurred_at", "id");
    return new Exposures(
        text("variant").orElse("variant"), names("variants"), time("occurred_at"), text("id"));
  }

  private Outcomes outcomes() {
    allowOnly("columns", "occurred_at");
    var columns = names("columns");
    if (columns.isEmpty()) {
      throw wrong("columns: is missing, a list of columns or a map of column to event name");
    }
    return new Outcomes(columns, time("occurred_at"));
  }

  private Events events() {
    allowOnly("name", "occurred_at", "id", "value", "order", "amount_minor", "currency");
    return new Events(
        text("name").orElse("name"),
        time("occurred_at"),
        text("id"),
        text("value"),
        text("order"),
        text("amount_minor"),
        text("currency"));
  }

  /** A constant such as 2026-01-31T00:00:00Z, or {@code column} with a name. */
  private Time time(String key) {
    var value = section.value(key);
    if (Section.isBlank(value)) {
      return new Time.Customary();
    }
    if (value.isObject()) {
      var column = section(key).orElseThrow();
      column.allowOnly("column");
      return new Time.Column(column.requiredText("column"));
    }
    try {
      return new Time.Constant(OffsetDateTime.parse(value.asText()).toInstant());
    } catch (DateTimeException e) {
      throw wrong(
          key
              + ": is a time such as 2026-01-31T00:00:00Z, or column with a name, not "
              + value.asText());
    }
  }

  /** A map, or a list for names that stay as they are. */
  private Map<String, String> names(String key) {
    var value = section.value(key);
    var names = new LinkedHashMap<String, String>();
    if (value.isArray()) {
      value.forEach(name -> names.put(name.asText(), name.asText()));
    } else if (value.isObject()) {
      value.properties().forEach(name -> names.put(name.getKey(), name.getValue().asText()));
    } else if (!Section.isBlank(value)) {
      throw wrong(key + ": is a list or a map, not " + value.asText());
    }
    if (!key.equals("variants") && Set.copyOf(names.values()).size() < names.size()) {
      throw wrong(key + ": two columns have the same event name");
    }
    return names;
  }

  void allowOnly(String... keys) {
    section.allowOnly(keys);
  }

  List<MappingReader> list(String key) {
    return section.list(key).stream().map(MappingReader::new).toList();
  }

  String requiredText(String key) {
    return section.requiredText(key);
  }

  private Optional<String> text(String key) {
    return section.text(key);
  }

  private Optional<MappingReader> section(String key) {
    return section.section(key).map(MappingReader::new);
  }

  private EtlException wrong(String sentence) {
    return section.wrong(sentence);
  }
}
