package io.splitplot.etl.assembly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.splitplot.etl.EtlException;
import io.splitplot.etl.Section;
import io.splitplot.etl.source.ControlFiles;
import io.splitplot.etl.source.ControlQuery;
import io.splitplot.etl.source.FileKind;
import io.splitplot.etl.source.QueryLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the declaration of a line from YAML; the README of warehouse-etl describes the format. */
public final class DeclarationReader {
  private static final String CODE = "SP-LOAD-DECLARATION";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");
  private static final Pattern SUFFIX = Pattern.compile("[.][A-Za-z0-9._-]{1,39}");
  private static final int KEY_COLUMNS_MAX = 4;
  private static final int MINOR_DIGITS_MAX = 4;
  private static final Map<String, FileKind> KINDS =
      Map.of(
          "csv", FileKind.CSV,
          "ndjson", FileKind.NDJSON,
          "jsonl", FileKind.NDJSON,
          "parquet", FileKind.PARQUET);

  private final Section root;
  private final Path folder;
  private final Path inboxes;

  private DeclarationReader(Section root, Path folder, Path inboxes) {
    this.root = root;
    this.folder = folder;
    this.inboxes = inboxes;
  }

  /**
   * Reads one file.
   *
   * @param yaml its source's files are relative to its folder
   * @param inboxes folder in which lines have theirs that take pushes
   * @throws EtlException {@code SP-LOAD-DECLARATION} when it cannot be understood, {@code
   *     SP-LOAD-FILE} when it cannot be read
   */
  public static Declaration read(Path yaml, Path inboxes) {
    var name = String.valueOf(yaml.getFileName());
    try {
      var root = new YAMLMapper().readTree(Files.readString(yaml));
      var folder = yaml.toAbsolutePath().resolveSibling("");
      return new DeclarationReader(new Section(root, name, CODE), folder, inboxes).declaration();
    } catch (JsonProcessingException e) {
      throw new EtlException(CODE, name + " is no YAML: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new EtlException("SP-LOAD-FILE", "cannot read " + yaml + ": " + e, e);
    }
  }

  private Declaration declaration() {
    root.allowOnly("line", "source", "target", "columns", "gates", "totals", "units", "personal");
    var target = target(required("target"));
    var columns =
        target instanceof Target.Events
            ? eventColumns(required("columns"))
            : columns(required("columns"));
    if (target instanceof Target.Table table) {
      columns = withRequiredKey(columns, table);
    }
    var source = source(required("source"));
    return new Declaration(
        plainName(root, "line"),
        source,
        target,
        columns,
        gates(columns),
        totals(source, columns),
        units(target),
        personal(target));
  }

  private Section required(String key) {
    return root.section(key).orElseThrow(() -> root.wrong(key + ": is missing"));
  }

  private static String plainName(Section section, String key) {
    return plain(section, key, section.requiredText(key));
  }

  private static String plain(Section section, String key, String name) {
    if (!NAME.matcher(name).matches()) {
      throw section.wrong(
          key
              + ": "
              + name
              + " is no name: small letters, digits and _, a letter first, at most 40");
    }
    return name;
  }

  private SourceDeclaration source(Section section) {
    if (section.text("push").isPresent()) {
      return pushes(section);
    }
    return section.text("jdbc").isPresent() ? query(section) : files(section);
  }

  private SourceDeclaration pushes(Section section) {
    section.allowOnly("push");
    if (!section.requiredText("push").equals("ndjson")) {
      throw section.wrong("push: is ndjson, rows of JSON that the API takes for the line");
    }
    return new SourceDeclaration.Pushes(inboxes.resolve(plainName(root, "line")));
  }

  /** Names of columns are written into the query, so they have to be plain. */
  private static SourceDeclaration query(Section section) {
    section.allowOnly("jdbc", "user", "password_variable", "query", "watermark");
    var watermark = texts(section, "watermark");
    if (watermark.isEmpty()) {
      throw section.wrong("watermark: is missing, columns that grow, the last of them a key");
    }
    watermark.forEach(column -> plain(section, "watermark", column));
    return new SourceDeclaration.Query(
        new QueryLogin(
            section.requiredText("jdbc"), section.text("user"), section.text("password_variable")),
        section.requiredText("query"),
        watermark);
  }

  private SourceDeclaration files(Section section) {
    section.allowOnly("files", "format", "delimiter");
    var pattern = section.requiredText("files");
    var delimiter = section.text("delimiter").orElse(",");
    if (delimiter.length() != 1 || "\"\r\n".contains(delimiter) || delimiter.charAt(0) > 127) {
      throw section.wrong("delimiter: is one character of ASCII, such as ; or a tab");
    }
    return new SourceDeclaration.Files(
        folder, pattern, kind(section, pattern), delimiter.charAt(0));
  }

  private static FileKind kind(Section section, String pattern) {
    var unpacked = pattern.replaceFirst("\\.(?:gz|zst)$", "");
    var word = section.text("format").orElse(unpacked.substring(unpacked.lastIndexOf('.') + 1));
    var kind = KINDS.get(word.toLowerCase(Locale.ROOT));
    if (kind == null) {
      throw section.wrong("format: is csv, ndjson or parquet; " + word + " is none");
    }
    return kind;
  }

  private static Target target(Section section) {
    section.allowOnly("table", "mode", "key", "version", "events");
    var events = section.section("events");
    if (events.isPresent()) {
      section.allowOnly("events");
      events.get().allowOnly("unit_type");
      return new Target.Events(events.get().requiredText("unit_type"));
    }
    var mode = mode(section);
    var key = texts(section, "key");
    if (key.isEmpty() && mode != Target.Mode.INSERT) {
      throw section.wrong("key: is missing, the columns by which a row is known");
    }
    if (key.size() > KEY_COLUMNS_MAX) {
      throw section.wrong("key: has at most " + KEY_COLUMNS_MAX + " columns");
    }
    if (section.text("version").isPresent() && mode != Target.Mode.UPSERT) {
      throw section.wrong("version: belongs to the mode upsert");
    }
    return new Target.Table(plainName(section, "table"), mode, key, section.text("version"));
  }

  private static Target.Mode mode(Section section) {
    var word = section.requiredText("mode");
    for (var mode : Target.Mode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(word)) {
        return mode;
      }
    }
    throw section.wrong("mode: is insert, upsert or history; " + word + " is none");
  }

  /** A text, or a list of texts. */
  private static List<String> texts(Section section, String key) {
    var value = section.value(key);
    var texts = new ArrayList<String>();
    if (value.isArray()) {
      value.forEach(text -> texts.add(text.asText()));
    } else if (!Section.isBlank(value)) {
      texts.add(value.asText());
    }
    return texts;
  }

  private static List<Column> columns(Section section) {
    var columns = new ArrayList<Column>();
    var from = new HashSet<String>();
    for (var name : names(section)) {
      var column = column(section, plain(section, name, name), Optional.empty());
      if (column.constant().isEmpty() && !from.add(column.from())) {
        throw section.wrong("two columns are from " + column.from());
      }
      columns.add(column);
    }
    if (columns.isEmpty()) {
      throw section.wrong("is empty: name at least one column");
    }
    return columns;
  }

  private static List<String> names(Section section) {
    var names = new ArrayList<String>();
    section.forEachKey(names::add);
    return names;
  }

  /** Those of events, where nobody says anything of one as they are. */
  private static List<Column> eventColumns(Section section) {
    var known = new ArrayList<String>();
    EventRules.COLUMNS.forEach(column -> known.add(column.name()));
    section.allowOnly(known.toArray(String[]::new));
    return EventRules.COLUMNS.stream()
        .map(plain ->
            section.value(plain.name()).isMissingNode()
                ? plain
                : column(section, plain.name(), Optional.of(plain)))
        .toList();
  }

  /**
   * @param event the column of events that it is, which says its type
   */
  private static Column column(Section columns, String name, Optional<Column> event) {
    var value = columns.value(name);
    if (value.isTextual() && event.isEmpty()) {
      return Column.plain(name, type(columns, name, value.asText()), false);
    }
    var section =
        value.isTextual()
            ? new Section(JsonNodeFactory.instance.objectNode().set("from", value), name, CODE)
            : columns.section(name).orElseThrow();
    section.allowOnly(
        "type", "from", "required", "default", "value", "values", "minor_digits", "format", "zone");
    var type =
        event
            .map(Column::type)
            .orElseGet(() -> type(section, "type", section.requiredText("type")));
    var column =
        new Column(
            name,
            type,
            section.text("from").orElse(name),
            event.map(Column::required).orElse(false) || isRequired(section),
            Optional.empty(),
            Optional.empty(),
            values(section),
            minorDigits(section, type),
            format(section),
            zone(section));
    return withTexts(section, column);
  }

  /** Presets and constants are checked as the source's fields are. */
  private static Column withTexts(Section section, Column column) {
    return new Column(
        column.name(),
        column.type(),
        column.from(),
        column.required(),
        checked(section, "default", column),
        checked(section, "value", column),
        column.values(),
        column.minorDigits(),
        column.format(),
        column.zone());
  }

  private static Optional<String> checked(Section section, String key, Column column) {
    var text = section.text(key);
    if (text.isEmpty()) {
      return text;
    }
    try {
      return Optional.of(Values.text(column, TextNode.valueOf(text.get())));
    } catch (BadRowException e) {
      throw section.wrong(key + ": " + e.reason());
    }
  }

  private static ColumnType type(Section section, String key, String word) {
    for (var type : ColumnType.values()) {
      if (type.word().equals(word)) {
        return type;
      }
    }
    throw section.wrong(
        key
            + ": is text, bigint, numeric, boolean, date, timestamp, uuid or json; "
            + word
            + " is none");
  }

  private static boolean isRequired(Section section) {
    var value = section.value("required");
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw section.wrong("required: is true or false");
    }
    return value.asBoolean();
  }

  private static Map<String, String> values(Section section) {
    var values = new LinkedHashMap<String, String>();
    section
        .section("values")
        .ifPresent(map -> map.forEachKey(text -> values.put(text, map.requiredText(text))));
    return values;
  }

  private static int minorDigits(Section section, ColumnType type) {
    var value = section.value("minor_digits");
    if (value.isMissingNode()) {
      return Column.NO_MINOR_DIGITS;
    }
    if (type != ColumnType.BIGINT
        || !value.isInt()
        || value.asInt() < 0
        || value.asInt() > MINOR_DIGITS_MAX) {
      throw section.wrong("minor_digits: is a number from 0 to 4, of a column of type bigint");
    }
    return value.asInt();
  }

  private static Optional<DateTimeFormatter> format(Section section) {
    try {
      return section
          .text("format")
          .map(pattern -> DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw section.wrong("format: is a pattern such as dd.MM.yyyy HH:mm; " + e.getMessage());
    }
  }

  private static Optional<ZoneId> zone(Section section) {
    try {
      return section.text("zone").map(ZoneId::of);
    } catch (DateTimeException e) {
      throw section.wrong("zone: is the name of a time zone such as Europe/Berlin");
    }
  }

  private List<Column> withRequiredKey(List<Column> columns, Target.Table table) {
    var names = columns.stream().map(Column::name).toList();
    for (var name : table.key()) {
      if (!names.contains(name)) {
        throw root.wrong("target.key: " + name + " is none of the columns");
      }
    }
    table
        .version()
        .filter(version -> !names.contains(version))
        .ifPresent(version -> {
          throw root.wrong("target.version: " + version + " is none of the columns");
        });
    return columns.stream()
        .map(column -> table.key().contains(column.name()) ? required(column) : column)
        .toList();
  }

  private static Column required(Column column) {
    return new Column(
        column.name(),
        column.type(),
        column.from(),
        true,
        column.preset(),
        column.constant(),
        column.values(),
        column.minorDigits(),
        column.format(),
        column.zone());
  }

  /** Events name their unit and order by what they are. */
  private Map<String, String> units(Target target) {
    var section = root.section("units");
    var units = new LinkedHashMap<String, String>();
    if (section.isPresent()) {
      requireTable("units", target);
      section.get().forEachKey(column -> units.put(column, section.get().requiredText(column)));
    }
    return units;
  }

  private List<String> personal(Target target) {
    var personal = texts(root, "personal");
    if (!personal.isEmpty()) {
      requireTable("personal", target);
    }
    return personal;
  }

  private void requireTable(String key, Target target) {
    if (!(target instanceof Target.Table)) {
      throw root.wrong(key + ": belongs to a table; of events it is known");
    }
  }

  private Totals totals(SourceDeclaration source, List<Column> columns) {
    var section = root.section("totals");
    if (section.isEmpty()) {
      return Totals.NONE;
    }
    var sums = sums(section.get(), columns);
    return switch (source) {
      case SourceDeclaration.Pushes _ -> throw section.get().wrong("a push says nothing of itself");
      case SourceDeclaration.Files _ ->
          new Totals(sums, Optional.of(controlFiles(section.get())), Optional.empty());
      case SourceDeclaration.Query query -> {
        section.get().allowOnly("sums", "query");
        var asked = section.get().text("query").orElse(query.query());
        var names = sums.stream().map(Column::from).toList();
        yield new Totals(sums, Optional.empty(), Optional.of(new ControlQuery(asked, names)));
      }
    };
  }

  private static List<Column> sums(Section section, List<Column> columns) {
    var sums = new ArrayList<Column>();
    for (var name : texts(section, "sums")) {
      var column =
          columns.stream()
              .filter(one -> one.name().equals(name))
              .findFirst()
              .orElseThrow(() -> section.wrong("sums: " + name + " is none of the columns"));
      var isNumber = column.type() == ColumnType.BIGINT || column.type() == ColumnType.NUMERIC;
      if (!isNumber || column.constant().isPresent() || sums.contains(column)) {
        throw section.wrong(
            "sums: " + name + " has to be bigint or numeric, of the source, and there once");
      }
      sums.add(column);
    }
    return sums;
  }

  private static ControlFiles controlFiles(Section section) {
    section.allowOnly("sums", "suffix", "missing");
    var suffix = section.text("suffix").orElse(".totals");
    if (!SUFFIX.matcher(suffix).matches()) {
      throw section.wrong("suffix: is the end of a name such as .totals, not " + suffix);
    }
    var missing = section.text("missing").orElse("stop");
    return switch (missing) {
      case "stop" -> new ControlFiles(suffix, false);
      case "quarantine" -> new ControlFiles(suffix, true);
      default -> throw section.wrong("missing: is stop or quarantine, not " + missing);
    };
  }

  private List<ObjectNode> gates(List<Column> columns) {
    if (root.value("gates").isMissingNode()) {
      return List.of();
    }
    return new GateReader(root, columns).gates();
  }
}
