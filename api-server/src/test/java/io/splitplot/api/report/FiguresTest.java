package io.splitplot.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.api.report.ReportDocument.Comparison;
import io.splitplot.api.report.ReportDocument.Interval;
import io.splitplot.api.report.ReportDocument.Metric;
import io.splitplot.api.report.ReportDocument.Variant;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers for people: enough digits, the right unit, and never a wrong one. */
class FiguresTest {
  @Test
  void aMetricHasTwoDigitsOfItsStandardError() {
    assertThat(Figures.of(metric("mean", null, "0.0345")).difference(number("1.23456")))
        .isEqualTo("+1.235");
    assertThat(Figures.of(metric("mean", null, "34.5")).difference(number("-1234.56")))
        .isEqualTo("-1,235");
    assertThat(Figures.of(metric("mean", null, "0.999")).value(number("7"))).isEqualTo("7.00");
  }

  @Test
  void withoutAStandardErrorTheLargestValueHasFourDigits() {
    assertThat(Figures.of(metric("mean", null, null)).value(number("0.5"))).isEqualTo("0.5000");
    assertThat(Figures.of(metric("mean", null, "0")).value(number("0.5"))).isEqualTo("0.5000");
  }

  @Test
  void aShareIsInPercentAndItsDifferenceInPercentagePoints() {
    var figures = Figures.of(metric("proportion", null, "0.0034"));

    assertThat(figures.value(number("0.1828"))).isEqualTo("18.28");
    assertThat(figures.unit()).isEqualTo("%");
    assertThat(figures.unitOfDifference()).isEqualTo("pp");
    assertThat(figures.interval(new Interval(number("-0.07"), null))).isEqualTo("[-7.00, –]");
  }

  @ParameterizedTest
  @CsvSource({
    "EUR, 1234.5, 12.34, EUR",
    "JPY, 1234.5, '1,234.50', JPY",
    "BHD, 1234.5, 1.23, BHD",
    "QQQ, 1234.5, '1,234.50', minor QQQ"
  })
  void moneyIsInItsCurrency(String currency, String minor, String shown, String unit) {
    // The standard error gives two decimals in each of them.
    var error =
        switch (currency) {
          case "EUR" -> "12";
          case "BHD" -> "120";
          default -> "0.12";
        };
    var figures = Figures.of(metric("revenue", currency, error));

    assertThat(figures.value(number(minor))).isEqualTo(shown);
    assertThat(figures.unit()).isEqualTo(unit);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1.000",
    "0.04996, 0.050",
    "0.001, 0.001",
    "0.00099, 9.9e-4",
    "0.000999, 1.0e-3",
    "1.4e-112, 1.4e-112",
    "1e-400, 1.0e-400",
    "0, <1e-300"
  })
  void aProbabilityIsNeverZero(String probability, String shown) {
    assertThat(Figures.probability(number(probability))).isEqualTo(shown);
  }

  @Test
  void whatCannotBeWrittenOutIsAPowerOfTen() {
    var figures = Figures.of(metric("mean", null, "1e-12"));

    assertThat(figures.difference(number("-1.26e-12"))).isEqualTo("-1.26e-12");
    assertThat(figures.difference(number("2e20"))).isEqualTo("+2.00e20");
    assertThat(figures.difference(number("0"))).isEqualTo("0.00000000");
  }

  @Test
  void whatIsAbsentIsADash() {
    var figures = Figures.of(metric("mean", null, null));

    assertThat(List.of(figures.value(null), figures.difference(null), figures.interval(null)))
        .containsOnly("–");
    assertThat(List.of(Figures.count(null), Figures.lift(null), Figures.probability(null)))
        .containsOnly("–");
  }

  @Test
  void theAxisShowsZeroAndEveryInterval() {
    var axis = Axis.of(metric("mean", null, "0.1")).orElseThrow();

    assertThat(axis.low()).isNegative();
    assertThat(axis.ticks()).hasSizeBetween(3, 8).contains(BigDecimal.ZERO);
    var bar = axis.bar(number("1"), new Interval(number("0.8"), number("1.2"))).orElseThrow();
    assertThat(axis.position(0)).isBetween(0.0, bar.low());
    assertThat(bar.high()).isBetween(bar.low(), 1.0);
    assertThat(bar.touchesZero()).isFalse();
  }

  @Test
  void withoutAnIntervalThereIsNoAxis() {
    assertThat(Axis.of(metric("mean", null, null))).isEmpty();
  }

  private static Metric metric(String kind, @Nullable String currency, @Nullable String error) {
    var interval = error == null ? null : new Interval(number("0.8"), number("1.2"));
    var variant = new Variant("a", number("10"), number("0.5"), number("1"), null);
    var standardError = error == null ? null : number(error);
    var comparison =
        new Comparison(
            "b",
            "a",
            number("1"),
            standardError,
            null,
            null,
            null,
            null,
            null,
            interval,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            null,
            null);
    return new Metric(
        "m", kind, "primary", "welch", null, currency, null, List.of(variant), List.of(comparison));
  }

  private static BigDecimal number(String number) {
    return new BigDecimal(number);
  }
}
