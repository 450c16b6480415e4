package io.splitplot.analysis.validity;

import static io.splitplot.analysis.validity.Markup.element;
import static io.splitplot.analysis.validity.Markup.tag;

import io.splitplot.analysis.validity.Validation.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** A validation as one HTML page that needs nothing else: no scripts, no fonts, no network. */
public final class ValidityPage {
  private static final String STYLE = resource("validity.css");

  private ValidityPage() {}

  /** The page. */
  public static String html(Validation validation) {
    var page = tag("html").with("lang", "en").around(head(), body(validation));
    return "<!DOCTYPE html>\n" + page.code() + "\n";
  }

  private static Markup head() {
    return element(
        "head",
        tag("meta").with("charset", "utf-8").alone(),
        tag("meta")
            .with("name", "viewport")
            .with("content", "width=device-width, initial-scale=1")
            .alone(),
        tag("meta")
            .with("http-equiv", "Content-Security-Policy")
            .with("content", "default-src 'none'; style-src 'unsafe-inline'")
            .alone(),
        element("title", Markup.text("Validity – Splitplot")),
        new Markup("<style>\n" + STYLE + "</style>"));
  }

  private static Markup body(Validation validation) {
    return element(
        "body",
        header(validation),
        element("main", Markup.all(validation.outcomes().stream().map(ValidityPage::goal))),
        element(
            "footer",
            Markup.text(
                "Grey bands are the limits: a correct implementation is outside once in a million"
                    + " seeds. Controls are methods that are known to be wrong; they must be"
                    + " above their band, or the simulation could not see an error.")));
  }

  private static Markup header(Validation validation) {
    var facts =
        "%,d runs for each number, seed %d, %s"
            .formatted(validation.runs(), validation.seed(), seconds(validation.took()));
    return element(
        "header",
        tag("p").with("class", "eyebrow").around("Validity by simulation"),
        element("h1", Markup.text("Do the statistics keep what they promise?")),
        element("p", verdict(validation.isPassed()), Markup.text(" " + facts)));
  }

  private static Markup verdict(boolean isPassed) {
    return tag("strong")
        .with("class", isPassed ? "pass" : "fail")
        .around(isPassed ? "✓ as it must be" : "✗ not as it must be");
  }

  private static Markup goal(Outcome outcome) {
    return element(
        "section",
        element("h2", Markup.text(outcome.goal() + " " + outcome.claim())),
        element("p", verdict(outcome.isPassed()), Markup.text(" " + seconds(outcome.took()))),
        BandPlot.of(outcome.checks()),
        Markup.all(outcome.plots().stream().map(CurvePlot::of)),
        table(outcome));
  }

  private static Markup table(Outcome outcome) {
    var headings =
        Stream.of("", "measured", "rate", "limits", "")
            .map(heading -> tag("th").with("scope", "col").around(heading));
    return element(
        "table",
        element("thead", element("tr", Markup.all(headings))),
        element("tbody", Markup.all(outcome.checks().stream().map(ValidityPage::row))));
  }

  private static Markup row(Check check) {
    var isCount = check.kind() == Check.Kind.COUNT;
    return element(
        "tr",
        tag("th").with("scope", "row").around(check.name()),
        cell(isCount ? "%,d of %,d".formatted((long) check.measured(), check.runs()) : ""),
        cell(figure(check.rate())),
        cell(limits(check)),
        element("td", verdict(check.isPassed())));
  }

  private static Markup cell(String words) {
    return element("td", Markup.text(words));
  }

  private static String limits(Check check) {
    return switch (check.role()) {
      case GOAL -> "%s to %s".formatted(figure(check.lowestRate()), figure(check.highestRate()));
      case CONTROL -> "control: above " + figure(check.highestRate());
    };
  }

  /** A rate to four places. */
  static String figure(double rate) {
    return String.format(Locale.ROOT, "%.4f", rate);
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
  }

  private static String resource(String name) {
    try (var stream = ValidityPage.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the class path lacks " + name + "; build again");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
