package io.splitplot.etl.load;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the columns of one CSV file mean. Exposures, outcomes, covariates and events are all
 * optional; one file may have several of them.
 *
 * <p>A column that may be left out and has a customary name is used under that name when the file
 * has it: {@code occurred_at}, {@code id}, and of events {@code value}, {@code order}, {@code
 * amount_minor}, {@code currency}.
 *
 * @param delimiter between the cells
 * @param unit where the unit's id comes from
 * @param covariates column to event name: values from before the experiment, stored one microsecond
 *     before the unit's first exposure
 */
public record ImportMapping(
    char delimiter,
    UnitId unit,
    Optional<Exposures> exposures,
    Optional<Outcomes> outcomes,
    Map<String, String> covariates,
    Optional<Events> events) {

  public ImportMapping {
    covariates = inOrder(covariates);
  }

  /** Where the unit's id comes from. */
  public sealed interface UnitId {
    record Column(String name) implements UnitId {}

    /**
     * The number of the row, from 1 and without the header, inside a text.
     *
     * @param template has {@code {row}} where the number goes
     */
    record Row(String template) implements UnitId {}
  }

  /** When something occurred. */
  public sealed interface Time {
    record Constant(Instant instant) implements Time {}

    /** Each cell is a time in RFC 3339, with its offset. */
    record Column(String name) implements Time {}

    /**
     * The column {@code occurred_at} when the file has it, else: of an exposure the experiment's
     * start, of an outcome the unit's first exposure; an event needs the column.
     */
    record Customary() implements Time {}
  }

  /**
   * Each row is an exposure.
   *
   * @param variant the column of the variant
   * @param variants text in that column to variant key; empty: the texts are the keys
   * @param id the column of the exposure's UUID; without one it is made from the content
   */
  public record Exposures(
      String variant, Map<String, String> variants, Time occurredAt, Optional<String> id) {
    public Exposures {
      variants = inOrder(variants);
    }
  }

  /**
   * Each row has outcomes of a unit: each cell that is not empty is an event with a value.
   *
   * @param columns column to event name
   */
  public record Outcomes(Map<String, String> columns, Time occurredAt) {
    public Outcomes {
      columns = inOrder(columns);
    }
  }

  /**
   * Each row is an event.
   *
   * @param name the column of the event's name
   * @param id the column of the event's UUID; without one it is made from the content, and two
   *     events that are equal in everything cannot be told apart
   */
  public record Events(
      String name,
      Time occurredAt,
      Optional<String> id,
      Optional<String> value,
      Optional<String> order,
      Optional<String> amountMinor,
      Optional<String> currency) {}

  private static Map<String, String> inOrder(Map<String, String> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
