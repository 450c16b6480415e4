package io.splitplot.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.report.Figures;
import io.splitplot.api.report.Instants;
import io.splitplot.api.report.Printable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A plan as text for a terminal. Every number in it is in the document, rounded at most. */
final class PlanText {
  private static final Map<String, String> METHODS =
      Map.of(
          "fixed_horizon", "one look at the end",
          "always_valid", "always valid",
          "group_sequential", "group sequential");
  private static final String INDENT = "  ";
  private static final int BAR = 32;

  /** As many digits as a plan deserves. */
  private static final MathContext DIGITS = new MathContext(4);

  private final JsonNode plan;
  private final int width;
  private final Ink ink;
  private final List<String> lines = new ArrayList<>();

  private PlanText(JsonNode plan, int width, Ink ink) {
    this.plan = plan;
    this.width = width;
    this.ink = ink;
  }

  /**
   * The document of {@code GET /v1/experiments/{key}/plan}, drawn in ASCII where standard output
   * can't take more.
   *
   * @param colour whether the terminal understands colours
   */
  static String render(JsonNode document, int width, boolean colour) {
    var text = unicode(document, width, colour);
    return System.out.charset().equals(StandardCharsets.UTF_8) ? text : Letters.ascii(text);
  }

  /** The same in Unicode, wherever it goes. */
  static String unicode(JsonNode document, int width, boolean colour) {
    return new PlanText(Printable.document(document), width, new Ink(colour)).text();
  }

  private String text() {
    lines.add(
        ink.bold(plan.path("experiment").asText())
            + ink.quiet(
                " · %s · power %s"
                    .formatted(plan.path("state").asText(), percent(plan.path("power")))));
    lines.add(ink.quiet("as of " + Instants.words(plan.path("as_of").asText())));
    lines.add("");
    traffic(plan.path("traffic"));
    if (plan.path("metrics").isEmpty()) {
      lines.add("");
      lines.add("the experiment has no metrics");
    }
    plan.path("metrics").forEach(this::metric);
    lines.add("");
    plan.path("assumptions").forEach(it -> prose("- ", it.asText()));
    return String.join("\n", lines);
  }

  private void traffic(JsonNode traffic) {
    var all = number(traffic.path("units_per_day"));
    if (traffic.path("source").isTextual()) {
      prose(
          "",
          "%s new %ss a day (%s); the experiment gets %s of them, %s a day"
              .formatted(
                  rounded(all),
                  plan.path("unit_type").asText(),
                  source(traffic),
                  percent(traffic.path("traffic")),
                  rounded(number(traffic.path("experiment_units_per_day")))));
    }
    note(traffic.path("note"));
  }

  private static String source(JsonNode traffic) {
    return traffic.path("source").asText().equals("given")
        ? "given"
        : "measured over %s full days from %s"
            .formatted(traffic.path("days").asText(), traffic.path("first_day").asText());
  }

  private void metric(JsonNode metric) {
    var comparisons = metric.path("comparisons").asInt();
    var labels =
        "%s · %s · alpha %s%s"
            .formatted(
                metric.path("role").asText(),
                method(metric.path("method").asText()),
                rounded(number(metric.path("alpha"))),
                comparisons > 1 ? " each of %d comparisons".formatted(comparisons) : "");
    var name = metric.path("metric").asText();
    var rule = "─".repeat(Math.max(3, width - Letters.width(name + labels) - 2));
    lines.add("");
    lines.add(ink.bold(name) + " " + ink.quiet(rule + " " + labels));
    lines.add("");
    baseline(metric.path("baseline"), metric.path("currency"));
    if (metric.path("effect").isNumber()) {
      prose("", "effect to find: " + percent(metric.path("effect")));
    }
    note(metric.path("note"));
    metric.path("comparison_plans").forEach(this::comparison);
  }

  private void baseline(JsonNode baseline, JsonNode currency) {
    if (!baseline.isObject()) {
      return;
    }
    var unit = currency.isTextual() ? " minor units of " + currency.asText() : "";
    prose(
        "",
        "baseline: mean %s, standard deviation %s%s; %s"
            .formatted(
                rounded(number(baseline.path("mean"))),
                rounded(number(baseline.path("standard_deviation"))),
                unit,
                origin(baseline)));
    if (baseline.path("variance_ratio").isNumber()) {
      prose(
          "",
          "the covariate leaves %s of the variance"
              .formatted(percent(baseline.path("variance_ratio"))));
    }
  }

  private static String origin(JsonNode baseline) {
    return baseline.path("from").asText().equals("given")
        ? "given"
        : "from %s units of the control of %s, version %s of the metric"
            .formatted(
                Figures.count(number(baseline.path("units"))),
                baseline.path("source").asText(),
                baseline.path("version").asText());
  }

  private void comparison(JsonNode comparison) {
    lines.add("");
    lines.add(
        INDENT
            + ink.bold(comparison.path("variant").asText())
            + ink.quiet(
                " · %s of the units, the control %s"
                    .formatted(
                        percent(comparison.path("treatment_share")),
                        percent(comparison.path("control_share")))));
    sizes(comparison.path("sizes"));
    recommended(comparison);
    note(comparison.path("note"));
    curve(comparison.path("curve"));
  }

  private void sizes(JsonNode sizes) {
    if (!sizes.isArray()) {
      return;
    }
    var table = new TextTable(List.of("by", "units", "control", "variant", "days", "weeks"));
    for (var size : sizes) {
      var isAdjusted = size.path("with_covariate").asBoolean();
      var row =
          List.of(
              isAdjusted ? "with covariate" : method(size.path("method").asText()),
              Figures.count(number(size.path("units"))),
              Figures.count(number(size.path("control_units"))),
              Figures.count(number(size.path("treatment_units"))),
              Figures.count(number(size.path("days"))),
              Figures.count(number(size.path("weeks"))));
      if (isAdjusted) {
        table.secondary(row);
      } else {
        table.row(row);
      }
    }
    block(table.lines(width - INDENT.length(), ink));
    sizes.forEach(size -> note(size.path("note")));
  }

  private void recommended(JsonNode comparison) {
    var recommended = comparison.path("recommended");
    if (!recommended.isObject()) {
      return;
    }
    lines.add("");
    prose(
        "",
        "recommended: %s units%s"
            .formatted(
                Figures.count(number(recommended.path("units"))),
                recommended.path("weeks").isNumber()
                    ? ", " + weeks(recommended.path("weeks"))
                    : ""));
    if (comparison.path("skewness_units").isNumber()) {
      prose(
          "",
          "a metric as skewed as this needs %s units at least"
              .formatted(Figures.count(number(comparison.path("skewness_units")))));
    }
  }

  private void curve(JsonNode curve) {
    var largest = BigDecimal.ZERO;
    for (var week : curve) {
      var lift = number(week.path("lift"));
      largest = lift == null ? largest : largest.max(lift);
    }
    if (largest.signum() == 0) {
      return;
    }
    var table = new TextTable(List.of("after", "units", "finds", "with covariate", ""));
    for (var week : curve) {
      var lift = number(week.path("lift"));
      var adjusted = number(week.path("lift_with_covariate"));
      table.row(
          List.of(
              weeks(week.path("weeks")),
              Figures.count(number(week.path("units"))),
              Figures.share(lift),
              Figures.share(adjusted),
              Letters.left(bar(lift, adjusted, largest), BAR)));
    }
    block(table.lines(width - INDENT.length(), ink));
  }

  /** From zero to the lift; a hollow point where the covariate makes it. */
  private static String bar(
      @Nullable BigDecimal lift, @Nullable BigDecimal adjusted, BigDecimal largest) {
    if (lift == null) {
      return "";
    }
    var bar = new StringBuilder("─".repeat(column(lift, largest)) + "●");
    if (adjusted != null) {
      bar.setCharAt(column(adjusted, largest), '○');
    }
    return bar.toString();
  }

  private static int column(BigDecimal lift, BigDecimal largest) {
    return (int) Math.round((BAR - 1) * lift.doubleValue() / largest.doubleValue());
  }

  private void note(JsonNode note) {
    if (note.isTextual()) {
      prose("! ", note.asText());
    }
  }

  private void block(List<String> block) {
    lines.add("");
    block.forEach(line -> lines.add(INDENT + line));
  }

  private void prose(String first, String text) {
    var wrapped = Letters.wrapped(text, width - 2 * INDENT.length());
    lines.add(INDENT + first + wrapped.getFirst());
    wrapped.stream().skip(1).forEach(line -> lines.add(INDENT + " ".repeat(first.length()) + line));
  }

  private static String weeks(JsonNode weeks) {
    return Figures.count(number(weeks)) + (weeks.asLong() == 1 ? " week" : " weeks");
  }

  private static String method(String method) {
    return METHODS.getOrDefault(method, method);
  }

  private static @Nullable BigDecimal number(JsonNode node) {
    return node.isNumber() ? node.decimalValue() : null;
  }

  private static String rounded(@Nullable BigDecimal number) {
    return number == null
        ? Figures.ABSENT
        : number.round(DIGITS).stripTrailingZeros().toPlainString();
  }

  private static String percent(JsonNode share) {
    var number = number(share);
    return number == null ? Figures.ABSENT : rounded(number.movePointRight(2)) + "%";
  }
}
