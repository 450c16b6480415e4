package io.splitplot.api.report;

import io.splitplot.api.report.ReportDocument.Adjusted;
import io.splitplot.api.report.ReportDocument.Comparison;
import io.splitplot.api.report.ReportDocument.Interval;
import io.splitplot.api.report.ReportDocument.Metric;
import io.splitplot.api.report.ReportDocument.Variant;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the numbers of a metric for people: shares in percent, money in its currency, and all of
 * them with the decimals that the metric's precision deserves.
 *
 * <p>Numbers of one metric have the same decimals, so that they can be compared by eye: as many as
 * show two digits of the smallest standard error, or four digits of the largest value when there is
 * none. An absent number is a dash.
 */
public final class Figures {
  /** Stands for a number that isn't there. */
  public static final String ABSENT = "–";

  /** Kinds of metrics that are 0 or 1 for a unit. */
  private static final Set<String> SHARES = Set.of("proportion", "funnel", "retention");

  private static final BigDecimal SMALLEST_WRITTEN_OUT = new BigDecimal("0.001");
  private static final int DECIMALS_MAX = 8;
  private static final int MAGNITUDE_WRITTEN_OUT_MAX = 14;
  private static final int PERCENT = 2;

  private final Scale scale;
  private final int decimals;

  private Figures(Scale scale, int decimals) {
    this.scale = scale;
    this.decimals = decimals;
  }

  /** How far to move the point, and what the result is counted in. */
  private record Scale(int places, String unit, String unitOfDifference) {
    BigDecimal apply(BigDecimal value) {
      return value.scaleByPowerOfTen(places);
    }
  }

  /** For the numbers of this metric. */
  public static Figures of(Metric metric) {
    var scale = scale(metric);
    var smallestError =
        metric.comparisons().stream()
            .flatMap(Figures::standardErrors)
            .filter(error -> error.signum() > 0)
            .min(BigDecimal::compareTo)
            .map(error -> 1 - magnitude(scale.apply(error)));
    var largestValue =
        metric.variants().stream()
            .map(Variant::mean)
            .flatMap(Stream::ofNullable)
            .map(BigDecimal::abs)
            .max(BigDecimal::compareTo)
            .filter(value -> value.signum() > 0)
            .map(value -> 3 - magnitude(scale.apply(value)));
    var decimals = smallestError.or(() -> largestValue).orElse(2);
    return new Figures(scale, Math.clamp(decimals, 0, DECIMALS_MAX));
  }

  /** For numbers of units, which are what they are. */
  static Figures plain() {
    return new Figures(plain(""), 0);
  }

  private static Scale scale(Metric metric) {
    var currency = metric.currency();
    if (currency != null) {
      return fractionDigits(currency)
          .map(digits -> new Scale(-digits, currency, currency))
          .orElseGet(() -> plain("minor " + currency));
    }
    if (metric.kind() != null && SHARES.contains(metric.kind())) {
      return new Scale(PERCENT, "%", "pp");
    }
    return plain(metric.unit() == null ? "" : metric.unit());
  }

  private static Scale plain(String unit) {
    return new Scale(0, unit, unit);
  }

  /** How many digits the minor unit has; nothing for a currency that Java doesn't know. */
  private static Optional<Integer> fractionDigits(String currency) {
    return Currency.getAvailableCurrencies().stream()
        .filter(known -> known.getCurrencyCode().equals(currency))
        .map(known -> Math.max(0, known.getDefaultFractionDigits()))
        .findFirst();
  }

  private static Stream<BigDecimal> standardErrors(Comparison comparison) {
    return Stream.concat(
        Stream.ofNullable(comparison.standardError()),
        Stream.ofNullable(comparison.adjusted())
            .map(Adjusted::standardError)
            .flatMap(Stream::ofNullable));
  }

  /** The power of ten of the first digit. */
  private static int magnitude(BigDecimal value) {
    return value.precision() - value.scale() - 1;
  }

  /** What values are counted in, for a heading; empty when plain. */
  public String unit() {
    return scale.unit();
  }

  /** What differences are counted in, for a heading: of shares, percentage points. */
  public String unitOfDifference() {
    return scale.unitOfDifference();
  }

  /** A number as the axis of a plot needs it: scaled, not rounded. */
  public double scaled(BigDecimal value) {
    return scale.apply(value).doubleValue();
  }

  /** A mean or a standard deviation. */
  public String value(@Nullable BigDecimal value) {
    return value == null ? ABSENT : fixed(scale.apply(value), decimals, "");
  }

  /** A difference, with its sign. */
  public String difference(@Nullable BigDecimal difference) {
    return difference == null ? ABSENT : fixed(scale.apply(difference), decimals, "+");
  }

  /** Both ends of an interval of differences. */
  public String interval(@Nullable Interval interval) {
    if (interval == null || (interval.low() == null && interval.high() == null)) {
      return ABSENT;
    }
    return "[" + difference(interval.low()) + ", " + difference(interval.high()) + "]";
  }

  /** A label of an axis, with its sign and no more decimals than it has. */
  public static String tick(BigDecimal tick) {
    return fixed(tick, Math.max(0, tick.stripTrailingZeros().scale()), "+");
  }

  /** A number of units. */
  public static String count(@Nullable BigDecimal count) {
    return count == null ? ABSENT : fixed(count, 0, "");
  }

  /** A share from 0 to 1 in percent. */
  public static String share(@Nullable BigDecimal share) {
    return share == null ? ABSENT : fixed(share.scaleByPowerOfTen(PERCENT), 2, "") + "%";
  }

  /** A relative change in percent with its sign. */
  public static String lift(@Nullable BigDecimal lift) {
    return lift == null ? ABSENT : fixed(lift.scaleByPowerOfTen(PERCENT), 1, "+") + "%";
  }

  /** A p-value: three decimals, below 0.001 two digits and a power of ten. */
  public static String probability(@Nullable BigDecimal probability) {
    if (probability == null) {
      return ABSENT;
    }
    if (probability.signum() == 0) {
      return "<1e-300"; // a double can't hold it; nothing is impossible
    }
    return probability.compareTo(SMALLEST_WRITTEN_OUT) < 0
        ? scientific(probability, 2)
        : fixed(probability, 3, "");
  }

  /** How a column of intervals is headed: 95% interval. */
  public static String intervalHeading(Metric metric) {
    return metric
        .level()
        .map(level -> level.scaleByPowerOfTen(PERCENT).stripTrailingZeros().toPlainString())
        .map(percent -> percent + "% interval")
        .orElse("interval");
  }

  /** A heading with its unit, if any: mean (%). */
  public static String heading(String name, String unit) {
    return unit.isEmpty() ? name : name + " (" + unit + ")";
  }

  /** The columns of a variant's own numbers, as headings. */
  public List<String> variantHeadings() {
    return List.of("variant", "n", heading("mean", unit()), heading("sd", unit()));
  }

  /** The columns of a comparison, as headings. */
  public List<String> comparisonHeadings(Metric metric) {
    return List.of(
        metric.baseline().map(baseline -> "against " + baseline).orElse("variant"),
        heading("difference", unitOfDifference()),
        intervalHeading(metric),
        "p",
        "adj. p",
        "lift");
  }

  /** A variant's own numbers, as {@link #variantHeadings()} names them. */
  public List<String> row(Variant variant) {
    return List.of(
        variant.variant(),
        count(variant.n()),
        value(variant.mean()),
        value(variant.standardDeviation()));
  }

  /** The numbers of a comparison, as {@link #comparisonHeadings} names them. */
  public List<String> row(Comparison comparison) {
    return List.of(
        comparison.variant(),
        difference(comparison.difference()),
        interval(comparison.interval()),
        probability(comparison.pValue()),
        probability(comparison.pValueAdjusted()),
        lift(comparison.lift()));
  }

  /**
   * What stands below a comparison in the same columns: with a covariate, without a cap, by one
   * look, and each phase alone.
   */
  public List<List<String>> further(Comparison comparison) {
    var rows = new ArrayList<List<String>>();
    var adjusted = comparison.adjusted();
    if (adjusted != null) {
      rows.add(
          further("with covariate", adjusted.difference(), adjusted.interval(), adjusted.pValue()));
    }
    var uncapped = comparison.uncapped();
    if (uncapped != null) {
      rows.add(
          further("without cap", uncapped.difference(), uncapped.interval(), uncapped.pValue()));
    }
    var fixed = comparison.fixedHorizon();
    if (fixed != null) {
      rows.add(further("by one look", null, fixed.interval(), fixed.pValue()));
    }
    for (var phase : comparison.phases()) {
      rows.add(
          further("phase " + phase.phase(), phase.difference(), phase.interval(), phase.pValue()));
    }
    return List.copyOf(rows);
  }

  private List<String> further(
      String name,
      @Nullable BigDecimal difference,
      @Nullable Interval interval,
      @Nullable BigDecimal pValue) {
    return List.of(
        name,
        difference == null ? "" : difference(difference),
        interval(interval),
        probability(pValue),
        "",
        "");
  }

  private static String fixed(BigDecimal value, int decimals, String plus) {
    var rounded = value.setScale(decimals, RoundingMode.HALF_EVEN);
    var vanishes = rounded.signum() == 0 && decimals == DECIMALS_MAX;
    if (value.signum() != 0 && (vanishes || magnitude(value) > MAGNITUDE_WRITTEN_OUT_MAX)) {
      return (value.signum() > 0 ? plus : "") + scientific(value, 3);
    }
    var format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
    format.setMinimumFractionDigits(decimals);
    return (rounded.signum() > 0 ? plus : "") + format.format(rounded);
  }

  private static String scientific(BigDecimal value, int digits) {
    var rounded = value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    var exponent = magnitude(rounded);
    var mantissa =
        rounded.scaleByPowerOfTen(-exponent).setScale(digits - 1, RoundingMode.UNNECESSARY);
    return mantissa + "e" + exponent;
  }
}
