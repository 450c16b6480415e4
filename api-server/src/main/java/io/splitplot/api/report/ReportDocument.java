package io.splitplot.api.report;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The report of an experiment as the warehouse wrote it down, for renderers to show. Fields that a
 * renderer doesn't show are left out; an absent number is null, and a note says why.
 *
 * @param look which look at the experiment it is
 * @param verdict the conclusion in a sentence
 * @param asOf the instant whose knowledge was asked for, RFC 3339
 * @param dataAsOf the newest data in it, RFC 3339
 * @param warnings sentences that restrict what the numbers mean
 * @param timeSeries of primary metrics, where they were asked for
 * @param hourSeries the same by hours
 */
public record ReportDocument(
    String experiment,
    @Nullable String state,
    @Nullable Integer look,
    @Nullable String asOf,
    @Nullable String dataAsOf,
    @Nullable String verdict,
    List<String> warnings,
    List<Health> health,
    List<Traffic> traffic,
    List<Metric> metrics,
    List<Series> timeSeries,
    List<HourSeries> hourSeries) {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * Whether the numbers can be trusted, by one check.
   *
   * @param state pass, warn, fail or unknown
   */
  public record Health(
      String check, String state, @Nullable BigDecimal pValue, @Nullable String detail) {
    /** The check's name as words. */
    public String words() {
      return ReportDocument.words(check);
    }
  }

  /** How many units of a variant a phase saw, which share that is, and which it should be. */
  public record Traffic(
      @Nullable Integer phase,
      String variant,
      @Nullable BigDecimal units,
      @Nullable BigDecimal share,
      @Nullable BigDecimal expectedShare) {
    /** The columns of a row, as headings. */
    public static final List<String> HEADINGS =
        List.of("variant", "phase", "units", "share", "expected");

    /** The numbers for people, as {@link #HEADINGS} names them. */
    public List<String> cells() {
      return List.of(
          variant,
          phase == null ? Figures.ABSENT : phase.toString(),
          Figures.count(units),
          Figures.share(share),
          Figures.share(expectedShare));
    }
  }

  /**
   * One metric over all variants.
   *
   * @param unit what the values are counted in; null: the kind says it all
   * @param currency of money; its values are in minor units then
   */
  public record Metric(
      String metric,
      @Nullable String kind,
      @Nullable String role,
      @Nullable String method,
      @Nullable String unit,
      @Nullable String currency,
      @Nullable String note,
      List<Variant> variants,
      List<Comparison> comparisons) {
    /** Absent lists are empty ones. */
    public Metric {
      variants = orEmpty(variants);
      comparisons = orEmpty(comparisons);
    }

    /** What the metric is, in the words of the document: role, kind and method as far as known. */
    public List<String> labels() {
      return Stream.of(role, kind, method)
          .flatMap(Stream::ofNullable)
          .map(ReportDocument::words)
          .toList();
    }

    /** The confidence level of the intervals, from 0 to 1. */
    public Optional<BigDecimal> level() {
      return comparisons.stream().map(Comparison::level).flatMap(Stream::ofNullable).findFirst();
    }

    /** What the variants are compared with. */
    public Optional<String> baseline() {
      return comparisons.stream().map(Comparison::baseline).flatMap(Stream::ofNullable).findFirst();
    }

    /** The reasons of absent numbers, each with its subject in front. */
    public List<String> notes() {
      return Stream.of(
              Stream.ofNullable(note),
              variants.stream().flatMap(v -> about(v.variant(), v.note())),
              comparisons.stream().flatMap(Comparison::notes))
          .flatMap(notes -> notes)
          .distinct()
          .toList();
    }
  }

  /** A variant's own numbers. */
  public record Variant(
      String variant,
      @Nullable BigDecimal n,
      @Nullable BigDecimal mean,
      @Nullable BigDecimal standardDeviation,
      @Nullable String note) {}

  /** A variant against its baseline. */
  public record Comparison(
      String variant,
      @Nullable String baseline,
      @Nullable BigDecimal difference,
      @Nullable BigDecimal standardError,
      @Nullable BigDecimal degreesOfFreedom,
      @Nullable BigDecimal statistic,
      @Nullable BigDecimal pValue,
      @JsonProperty("log_p_value") @Nullable BigDecimal logPValue,
      @Nullable BigDecimal pValueAdjusted,
      @Nullable Interval interval,
      @Nullable BigDecimal level,
      @Nullable BigDecimal lift,
      @Nullable Interval liftInterval,
      @Nullable String decision,
      @Nullable BigDecimal detectableDifference,
      @Nullable Adjusted adjusted,
      @Nullable Uncapped uncapped,
      @Nullable FixedHorizon fixedHorizon,
      @Nullable GroupSequential groupSequential,
      List<Phase> phases,
      @Nullable String reproduce,
      @Nullable String note) {
    /** Absent lists are empty ones. */
    public Comparison {
      phases = orEmpty(phases);
    }

    private Stream<String> notes() {
      var ofAdjusted =
          adjusted == null
              ? Stream.<String>empty()
              : about(variant + ", adjusted", adjusted.note());
      return Stream.concat(about(variant, note), ofAdjusted);
    }
  }

  /** The comparison once more, with what a covariate explains taken away. */
  public record Adjusted(
      @Nullable BigDecimal difference,
      @Nullable BigDecimal standardError,
      @Nullable BigDecimal pValue,
      @Nullable Interval interval,
      @Nullable BigDecimal varianceRatio,
      @Nullable String note) {}

  /** The comparison once more, of values as they are without the metric's cap. */
  public record Uncapped(
      @Nullable BigDecimal difference, @Nullable BigDecimal pValue, @Nullable Interval interval) {}

  /** What one look at a planned sample would say, beside a method that allows many. */
  public record FixedHorizon(@Nullable BigDecimal pValue, @Nullable Interval interval) {}

  /**
   * The analysis of a group-sequential test that counts.
   *
   * @param information 1 is what was planned
   * @param boundary the absolute z that had to be exceeded
   * @param estimate median-unbiased, once the test has stopped
   */
  public record GroupSequential(
      @Nullable Integer analysis,
      @Nullable BigDecimal information,
      @Nullable BigDecimal boundary,
      @Nullable BigDecimal alphaSpent,
      @Nullable BigDecimal estimate) {}

  /** A metric by days of first exposure. */
  public record Series(String metric, List<SeriesVariant> variants) {
    /** Absent lists are empty ones. */
    public Series {
      variants = orEmpty(variants);
    }
  }

  /** A variant's days, and whether its effect changes with them. */
  public record SeriesVariant(String variant, @Nullable Novelty novelty, List<Day> days) {
    /** Absent lists are empty ones. */
    public SeriesVariant {
      days = orEmpty(days);
    }
  }

  /** How the difference changes a day. */
  public record Novelty(@Nullable BigDecimal slope, @Nullable BigDecimal pValue) {}

  /**
   * A day of first exposures.
   *
   * @param difference of all units until the day, with its interval
   * @param dayDifference of the day's own units
   */
  public record Day(
      String day,
      @Nullable BigDecimal newUnits,
      @Nullable BigDecimal units,
      @Nullable BigDecimal difference,
      @Nullable Interval interval,
      @Nullable BigDecimal dayDifference) {}

  /** A metric by hours. */
  public record HourSeries(String metric, @Nullable String kind, List<HourVariant> variants) {
    /** Absent lists are empty ones. */
    public HourSeries {
      variants = orEmpty(variants);
    }

    boolean isRatio() {
      return "ratio".equals(kind);
    }
  }

  /** A variant's hours. */
  public record HourVariant(String variant, List<Hour> hours) {
    /** Absent lists are empty ones. */
    public HourVariant {
      hours = orEmpty(hours);
    }
  }

  /**
   * An hour.
   *
   * @param newUnits that were exposed first in it
   * @param rate what its events count, by units or by a ratio's denominator
   */
  public record Hour(String hour, @Nullable BigDecimal newUnits, @Nullable BigDecimal rate) {}

  /** The comparison in one phase alone. */
  public record Phase(
      @Nullable Integer phase,
      @Nullable BigDecimal weight,
      @Nullable BigDecimal difference,
      @Nullable BigDecimal standardError,
      @Nullable BigDecimal pValue,
      @Nullable Interval interval) {}

  /** A JSON array of two; an end that is null isn't known. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  public record Interval(@Nullable BigDecimal low, @Nullable BigDecimal high) {}

  /** Absent lists are empty ones. */
  public ReportDocument {
    warnings = orEmpty(warnings);
    health = orEmpty(health);
    traffic = orEmpty(traffic);
    metrics = orEmpty(metrics);
    timeSeries = orEmpty(timeSeries);
    hourSeries = orEmpty(hourSeries);
  }

  /**
   * Reads the JSON of a report as it is.
   *
   * @throws IllegalArgumentException when it isn't a report
   */
  public static ReportDocument of(JsonNode document) {
    return MAPPER.convertValue(document, ReportDocument.class);
  }

  /**
   * Reads the JSON of a report to show it to people: its texts have no control characters.
   *
   * @throws IllegalArgumentException when it isn't a report
   */
  public static ReportDocument printable(JsonNode document) {
    return of(Printable.document(document));
  }

  /** The health checks that don't pass, in words. */
  public List<String> complaints() {
    return health.stream()
        .filter(check -> !check.state().equals("pass"))
        .map(check -> check.words() + ": " + check.state())
        .toList();
  }

  /** Where the experiment is in its life, in words. */
  public Optional<String> stateInWords() {
    return Optional.ofNullable(state).map(ReportDocument::words);
  }

  private static String words(String key) {
    return key.replace('_', ' ');
  }

  private static Stream<String> about(String subject, @Nullable String note) {
    return note == null ? Stream.empty() : Stream.of(subject + ": " + note);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
