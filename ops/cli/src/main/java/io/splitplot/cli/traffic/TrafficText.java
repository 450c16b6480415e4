package io.splitplot.cli.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.report.Instants;
import io.splitplot.api.report.Printable;
import java.math.BigDecimal;
import java.util.stream.Collectors;

/**
 * The tree of traffic as text: each layer as a bar and as a table of its ranges, with the layers of
 * a domain below its range.
 */
final class TrafficText {
  private static final int BAR_WIDTH = 50;
  private static final int BUCKETS = 1_000_000;
  private static final int BUCKETS_OF_A_CELL = BUCKETS / BAR_WIDTH;
  private static final String INDENT = "  ";
  private static final String LEGEND =
      "# open  - closed  ~ paused  * launched  D domain  C shared control  H holdout  . free";

  private final StringBuilder text = new StringBuilder();

  private TrafficText() {}

  /** The document of {@code GET /v1/traffic}, for a terminal. */
  static String render(JsonNode document) {
    var traffic = Printable.document(document);
    var writer = new TrafficText();
    writer.line("", "traffic as of " + Instants.words(traffic.path("as_of").asText()));
    for (var unitType : traffic.path("unit_types")) {
      writer.line("", "");
      writer.line("", unitType.path("unit_type").asText());
      writer.layers(INDENT, unitType.path("layers"));
    }
    writer.line("", "");
    writer.line("", LEGEND);
    return writer.text.toString();
  }

  private void layers(String indent, JsonNode layers) {
    if (layers.isEmpty()) {
      line(indent, "(no layers)");
    }
    layers.forEach(layer -> layer(indent, layer));
  }

  private void layer(String indent, JsonNode layer) {
    var parameters =
        layer
            .path("parameters")
            .valueStream()
            .map(JsonNode::asText)
            .collect(Collectors.joining(", "));
    line(
        indent,
        "%s  %s free%s"
            .formatted(
                layer.path("layer").asText(),
                percent(layer.path("free").decimalValue()),
                parameters.isEmpty() ? "" : "  (" + parameters + ")"));
    line(indent, "[" + bar(layer.path("ranges")) + "]");
    for (var range : layer.path("ranges")) {
      line(indent + INDENT, row(range));
      if (range.has("layers")) {
        layers(indent + INDENT + INDENT, range.path("layers"));
      }
    }
  }

  /** Where from, where to, how much, whose, and since when. */
  private static String row(JsonNode range) {
    var place =
        "%10s %10s %10s  "
            .formatted(
                percent(share(range.path("from").asInt())),
                percent(share(range.path("to").asInt())),
                percent(range.path("share").decimalValue()));
    if (range.path("owner").isNull()) {
      return place + "free";
    }
    var users =
        range.path("used_by").valueStream().map(JsonNode::asText).collect(Collectors.joining(", "));
    return place
        + "%-8s %s %s%s, since %s"
            .formatted(
                range.path("state").asText(""),
                range.path("owner").asText().replace('_', ' '),
                range.path("key").asText(),
                range.has("used_by") ? " of " + (users.isEmpty() ? "nobody" : users) : "",
                Instants.words(range.path("since").asText()));
  }

  /** Each cell shows whose the bucket in its middle is. */
  private static String bar(JsonNode ranges) {
    var bar = new StringBuilder();
    for (var range : ranges) {
      while (bar.length() < BAR_WIDTH && middle(bar.length()) < range.path("to").asInt()) {
        bar.append(sign(range));
      }
    }
    return bar.toString();
  }

  private static int middle(int cell) {
    return cell * BUCKETS_OF_A_CELL + BUCKETS_OF_A_CELL / 2;
  }

  private static char sign(JsonNode range) {
    return switch (range.path("state").asText(range.path("owner").asText(""))) {
      case "open" -> '#';
      case "closed" -> '-';
      case "paused" -> '~';
      case "launched" -> '*';
      case "domain" -> 'D';
      case "shared_control" -> 'C';
      case "holdout" -> 'H';
      default -> '.';
    };
  }

  private static BigDecimal share(int buckets) {
    return BigDecimal.valueOf(buckets).divide(BigDecimal.valueOf(BUCKETS));
  }

  private static String percent(BigDecimal share) {
    return share.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }

  private void line(String indent, String line) {
    text.append((indent + line).stripTrailing()).append('\n');
  }
}
