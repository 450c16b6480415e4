package io.splitplot.api.report;

import io.splitplot.api.report.ReportDocument.Comparison;
import io.splitplot.api.report.ReportDocument.Interval;
import io.splitplot.api.report.ReportDocument.Metric;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The common axis of a metric's intervals: it shows all of them, and zero, with a little room.
 *
 * @param low left end, in the unit of the metric's differences
 * @param high right end
 */
public record Axis(Figures figures, double low, double high) {
  private static final double ROOM = 0.06;
  private static final int TICKS_MAX = 7;

  /**
   * An interval to draw; positions are from 0, the left end of the axis, to 1, the right end.
   *
   * @param touchesZero whether no difference at all is inside the interval
   */
  public record Bar(double low, Optional<Double> point, double high, boolean touchesZero) {}

  /** The axis of this metric; nothing when there is no interval, or none but zero, to draw. */
  public static Optional<Axis> of(Metric metric) {
    var figures = Figures.of(metric);
    return over(
        figures,
        metric.comparisons().stream().flatMap(Axis::intervals).<BigDecimal>mapMulti(Axis::ends));
  }

  /** The axis that these numbers fit on; nothing when there is none but zero. */
  static Optional<Axis> over(Figures figures, Stream<BigDecimal> numbers) {
    var ends = numbers.mapToDouble(figures::scaled).summaryStatistics();
    // Without any end the minimum is infinite, and so zero is both ends of the axis.
    var low = Math.min(0, ends.getMin());
    var high = Math.max(0, ends.getMax());
    if (low == high) {
      return Optional.empty();
    }
    var room = ROOM * (high - low);
    return Optional.of(new Axis(figures, low - room, high + room));
  }

  private static Stream<Interval> intervals(Comparison comparison) {
    var adjusted = comparison.adjusted();
    return Stream.concat(
        Stream.ofNullable(comparison.interval()),
        adjusted == null ? Stream.empty() : Stream.ofNullable(adjusted.interval()));
  }

  static void ends(Interval interval, Consumer<BigDecimal> sink) {
    if (interval.low() != null && interval.high() != null) {
      sink.accept(interval.low());
      sink.accept(interval.high());
    }
  }

  /** Where a number, in the unit of the axis, is between its ends: 0 is left, 1 is right. */
  public double position(double number) {
    return (number - low) / (high - low);
  }

  /** A difference and its interval on this axis; nothing when an end isn't known. */
  public Optional<Bar> bar(@Nullable BigDecimal difference, @Nullable Interval interval) {
    if (interval == null || interval.low() == null || interval.high() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Bar(
            position(figures.scaled(interval.low())),
            Optional.ofNullable(difference).map(figures::scaled).map(this::position),
            position(figures.scaled(interval.high())),
            interval.low().signum() <= 0 && interval.high().signum() >= 0));
  }

  /** Round numbers to label the axis with, zero among them, from left to right. */
  public List<BigDecimal> ticks() {
    var step = step();
    var first = BigDecimal.valueOf(Math.ceil(low / step.doubleValue()));
    return Stream.iterate(first.multiply(step), tick -> tick.add(step))
        .takeWhile(tick -> tick.doubleValue() <= high)
        .map(BigDecimal::stripTrailingZeros)
        .toList();
  }

  /** The smallest of 1, 2 and 5 times a power of ten that doesn't give too many ticks. */
  private BigDecimal step() {
    var power = (int) Math.floor(Math.log10((high - low) / TICKS_MAX));
    return Stream.of(1, 2, 5, 10)
        .map(digit -> BigDecimal.valueOf(digit).scaleByPowerOfTen(power))
        .filter(step -> (high - low) / step.doubleValue() <= TICKS_MAX)
        .findFirst()
        .orElseThrow();
  }
}
