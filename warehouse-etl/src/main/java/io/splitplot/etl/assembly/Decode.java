package io.splitplot.etl.assembly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.splitplot.etl.assembly.Rows.Decoded;
import io.splitplot.etl.source.Chunk;
import io.splitplot.etl.source.CsvText;
import io.splitplot.etl.source.Format;
import io.splitplot.etl.source.Raw;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The station that finds the fields of a row. */
final class Decode {
  static final String STATION = "decode";

  private final Fields declared;
  private final UnknownFields unknown;

  Decode(List<Column> columns, UnknownFields unknown) {
    declared = new Fields(columns);
    this.unknown = unknown;
  }

  Rows<Decoded> apply(Chunk chunk) {
    return switch (chunk.format()) {
      case Format.Csv csv -> csv(chunk, csv);
      case Format.Json _ ->
          new Rows<>(chunk, chunk.rows()).through(STATION, this::json, raw -> raw);
    };
  }

  private Rows<Decoded> csv(Chunk chunk, Format.Csv format) {
    var text = CsvText.of(format.delimiter());
    var header = new Header(format.header(), declared);
    var all = allAtOnce(chunk, text);
    if (all.isEmpty()) {
      return new Rows<>(chunk, chunk.rows())
          .through(STATION, raw -> decoded(raw, cells(raw, text), header), raw -> raw);
    }
    var numbered = new ArrayList<Integer>(chunk.rows().size());
    for (var i = 0; i < chunk.rows().size(); i++) {
      numbered.add(i);
    }
    return new Rows<>(chunk, numbered)
        .through(
            STATION,
            i -> decoded(chunk.rows().get(i), all.get().get(i), header),
            i -> chunk.rows().get(i));
  }

  /** The cells of all rows, when none of them is broken: one parser is quicker than thousands. */
  private static Optional<List<List<String>>> allAtOnce(Chunk chunk, CsvText text) {
    var whole = new StringBuilder();
    try {
      for (var raw : chunk.rows()) {
        if (raw.problem() != null) {
          return Optional.empty();
        }
        whole.append(CsvText.utf8(raw.bytes())).append('\n');
      }
      var records = text.records(whole.toString());
      return records.size() == chunk.rows().size()
          ? Optional.of(records.stream().map(record -> record.stream().toList()).toList())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<String> cells(Raw raw, CsvText text) throws BadRowException {
    requireReadable(raw);
    return text.cells(raw.bytes())
        .orElseThrow(() ->
            unreadable("is no CSV: a quotation mark lacks its partner, or stands inside a cell"));
  }

  private Decoded decoded(Raw raw, List<String> cells, Header header) throws BadRowException {
    header.require(cells);
    var fields = new JsonNode[declared.count()];
    ObjectNode extra = null;
    for (var i = 0; i < cells.size(); i++) {
      var cell = cells.get(i);
      if (cell.isEmpty()) {
        continue;
      }
      if (header.column(i) >= 0) {
        fields[header.column(i)] = field(header.column(i), header.name(i), cell);
      } else {
        extra = extra == null ? JsonNodeFactory.instance.objectNode() : extra;
        extra.put(header.name(i), cell);
        unknown.saw(header.name(i));
      }
    }
    return new Decoded(raw, fields, extra);
  }

  /** A cell is a text, also where JSON is declared: that it has to be. */
  private JsonNode field(int column, String name, String cell) throws BadRowException {
    if (!declared.isJson(column)) {
      return TextNode.valueOf(cell);
    }
    try {
      return Json.READER.readTree(cell);
    } catch (JsonProcessingException e) {
      throw new BadRowException(
          BadRowException.TYPE, name, "is no JSON: " + e.getOriginalMessage());
    }
  }

  private Decoded json(Raw raw) throws BadRowException {
    requireReadable(raw);
    var fields = new JsonNode[declared.count()];
    ObjectNode extra = null;
    for (var field : object(raw).properties()) {
      if (field.getValue().isNull()) {
        continue;
      }
      var column = declared.column(field.getKey());
      if (column >= 0) {
        fields[column] = field.getValue();
      } else {
        extra = extra == null ? JsonNodeFactory.instance.objectNode() : extra;
        extra.set(field.getKey(), field.getValue());
        unknown.saw(field.getKey());
      }
    }
    return new Decoded(raw, fields, extra);
  }

  private static JsonNode object(Raw raw) throws BadRowException {
    try {
      var node = Json.READER.readTree(raw.bytes());
      if (node.isObject()) {
        return node;
      }
      throw unreadable("is no JSON object");
    } catch (JsonProcessingException e) {
      throw unreadable("is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw unreadable("is no JSON: " + e.getMessage());
    }
  }

  private static void requireReadable(Raw raw) throws BadRowException {
    if (raw.problem() != null) {
      throw unreadable(raw.problem());
    }
    try {
      CsvText.utf8(raw.bytes());
    } catch (CharacterCodingException e) {
      throw unreadable("is not valid UTF-8");
    }
  }

  private static BadRowException unreadable(String reason) {
    return new BadRowException(BadRowException.UNREADABLE, null, reason);
  }
}
