package io.splitplot.api.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports as a page, CSV and Markdown, against what somebody looked at and found right. */
class ReportRenderingTest {
  private static final Pattern STYLE = Pattern.compile("<style>.*</style>", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hillstrom",
        "no-data",
        "sample-ratio-failed",
        "zero-variance",
        "money",
        "hostile",
        "raised",
        "days"
      })
  void everyFormatIsAsExpected(String name) throws IOException {
    var document = Documents.read(name);

    var csv = ReportCsv.csv(document).replace("\r\n", "\n");
    var markdown = ReportMarkdown.markdown(document);
    var page = onLines(ReportPage.html(document));

    var softly = new SoftAssertions();
    softly.assertThat(csv).isEqualTo(Documents.expected(name + ".csv", csv));
    softly.assertThat(markdown).isEqualTo(Documents.expected(name + ".md", markdown));
    softly.assertThat(page).isEqualTo(Documents.expected(name + ".html", page));
    softly.assertAll();
  }

  @Test
  void csvCarriesEveryDigitOfTheDocument() throws IOException {
    var document = Documents.read("hillstrom");
    var metric = document.path("metrics").path(0);
    var comparison = metric.path("comparisons").path(0);

    var row = rows("hillstrom").get(1);

    assertThat(row.get("variant")).isEqualTo("mens-email");
    assertThat(row.get("mean")).isEqualTo(metric.at("/variants/1/mean").asText());
    assertThat(row.get("difference")).isEqualTo(comparison.path("difference").asText());
    assertThat(row.get("log_p_value")).isEqualTo(comparison.path("log_p_value").asText());
    assertThat(row.get("interval_high")).isEqualTo(comparison.at("/interval/1").asText());
    assertThat(row.get("adjusted_interval_low"))
        .isEqualTo(comparison.at("/adjusted/interval/0").asText());
  }

  @Test
  void csvLinesEndAsTheStandardSays() throws IOException {
    assertThat(ReportCsv.csv(Documents.read("no-data"))).matches("(?s)(?:[^\r\n]*\r\n){3}");
  }

  @Test
  void csvHasALineForTheBaselineToo() throws IOException {
    var row = rows("hillstrom").getFirst();

    assertThat(row.get("variant")).isEqualTo("no-email");
    assertThat(row.get("n")).isEqualTo("21306");
    assertThat(row.get("difference")).isEmpty();
  }

  @Test
  void csvWarnsInEveryLineWhenACheckFails() throws IOException {
    assertThat(rows("sample-ratio-failed"))
        .hasSize(2)
        .allMatch(row -> row.get("health").equals("sample ratio: fail"));
  }

  @Test
  void noSpreadsheetTakesATextForAFormula() throws IOException {
    assertThat(rows("hostile"))
        .hasSize(2)
        .allSatisfy(row -> {
          assertThat(row.get("variant")).startsWith("'");
          assertThat(row.get("role")).isEqualTo("'@SUM(A1)");
          assertThat(row.get("note")).startsWith("'-1+1");
          // A negative number is a number, not a text.
          assertThat(row.get("mean")).matches("-0.5|123456789012345678");
        });
  }

  @Test
  void noNameBecomesMarkup() throws IOException {
    var page = ReportPage.html(Documents.read("hostile"));

    var tags = Pattern.compile("</?([a-z0-9]*)").matcher(STYLE.matcher(page).replaceAll(""));
    assertThat(tags.results().map(tag -> tag.group(1)).distinct())
        .containsOnly(
            "", "html", "head", "meta", "title", "body", "header", "main", "section", "footer", "p",
            "h1", "h2", "span", "time", "ul", "li", "div", "strong", "figure", "svg", "line",
            "text", "g", "circle", "table", "caption", "thead", "tbody", "tr", "th", "td", "sup");
    assertThat(page).doesNotContain("<script", "<img", "<b>", "\"onclick");
  }

  @Test
  void thePageNeedsNothingElse() throws IOException {
    assertThat(ReportPage.html(Documents.read("hillstrom")))
        .doesNotContain("://", "src=", "href=", "url(", "@import", "<script")
        .contains("default-src &#39;none&#39;");
  }

  @Test
  void noNameBreaksAMarkdownTable() throws IOException {
    var tables =
        ReportMarkdown.markdown(Documents.read("hostile"))
            .lines()
            .filter(line -> line.startsWith("|"))
            .map(line -> line.replace("\\|", "").chars().filter(c -> c == '|').count());

    // Comparisons have six columns, traffic five, variants four.
    assertThat(tables).containsOnly(7L, 6L, 5L);
  }

  @Test
  void whatIsNoReportIsRefused() {
    var document = new ObjectMapper().createObjectNode().put("metrics", "none");

    assertThatThrownBy(() -> ReportPage.html(document))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aReportOfNothingButAStateIsStillShown() {
    ObjectNode document = new ObjectMapper().createObjectNode();
    document.put("experiment", "green-button").put("state", "draft");

    assertThat(ReportPage.html(document)).contains("green-button", "draft");
    assertThat(ReportMarkdown.markdown(document)).isEqualTo("# green-button\n\nstate draft\n");
    assertThat(ReportCsv.csv(document).lines()).hasSize(1);
  }

  private static List<CSVRecord> rows(String name) throws IOException {
    var format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    return format.parse(new StringReader(ReportCsv.csv(Documents.read(name)))).getRecords();
  }

  /** A tag a line, without the style sheet: what changed can be read then. */
  private static String onLines(String page) {
    return STYLE.matcher(page).replaceAll("<style></style>").replace("><", ">\n<");
  }
}
