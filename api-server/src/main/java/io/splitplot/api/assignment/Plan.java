package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force at an instant, ready to decide with. Immutable: a request is decided
 * on one plan, whatever is changed meanwhile.
 *
 * <p>SQL defines the decisions: {@code splitplot.assign(unit_type, unit_id, attributes, as_of)}
 * gives the same, now and at any later time.
 */
public final class Plan {
  private static final int UNIT_ID_BYTES_MAX = 256;

  private final long version;
  private final Instant asOf;
  private final PlanContents contents;

  /**
   * A plan.
   *
   * @param version number of the configuration
   * @param asOf an instant, by the primary's clock, at which it was in force
   */
  Plan(long version, Instant asOf, PlanContents contents) {
    this.version = version;
    this.asOf = asOf;
    this.contents = contents;
  }

  /** The same configuration, still in force at a later instant. */
  Plan stillInForceAt(Instant later) {
    return new Plan(version, later, contents);
  }

  /** Number of the configuration; a greater one is newer. */
  public long version() {
    return version;
  }

  /** An instant, by the primary's clock, at which this configuration was in force. */
  public Instant asOf() {
    return asOf;
  }

  PlanContents contents() {
    return contents;
  }

  /** Keys of all unit types that there are. */
  public Set<String> unitTypes() {
    return contents.unitTypes();
  }

  /** Keys of all experiments that there are, in force or not. */
  public Set<String> experiments() {
    return contents.experiments();
  }

  /**
   * The names of all parameters that there are, and for each the keys of the experiments in force
   * whose layer owns it, in the order in which they are to be asked: those on users first, then on
   * sessions, devices and other units. Of one unit type at most one takes a unit; others may give
   * it a variant that is forced, or that of a control they share.
   */
  public SortedMap<String, List<String>> parameters() {
    return Collections.unmodifiableSortedMap(contents.parameters());
  }

  /**
   * What the units of a request get, as far as the configuration says it. Asks nobody.
   *
   * @param units unit type to unit, each id of 1 to 256 bytes of UTF-8
   * @param attributes an object; an attribute that is not there is missing
   * @param asked keys of experiments; null: all that are in force
   * @return one for each experiment, in the order asked, else by key
   * @throws IllegalArgumentException when a unit type or a unit id is impossible
   */
  public List<Decision> assign(
      Map<String, UnitIds> units, JsonNode attributes, @Nullable Collection<String> asked) {
    var known = new HashMap<String, Unit>();
    units.forEach((type, ids) -> known.put(type, unit(type, ids)));
    var decisions = new ArrayList<Decision>();
    if (asked == null) {
      for (var entry : contents.entries().values()) {
        decisions.add(decide(entry, known, attributes));
      }
    } else {
      for (var experiment : asked) {
        var entry = contents.entries().get(experiment);
        decisions.add(entry == null ? notInForce(experiment) : decide(entry, known, attributes));
      }
    }
    return decisions;
  }

  /** A unit of a request; its buckets are null when nobody knows by which id it is decided. */
  private record Unit(String givenId, @Nullable UnitBuckets buckets) {}

  private Decision notInForce(String experiment) {
    return Decision.none(
        experiment,
        contents.experiments().contains(experiment)
            ? Reason.NOT_RUNNING
            : Reason.UNKNOWN_EXPERIMENT);
  }

  private Decision decide(PlanEntry entry, Map<String, Unit> units, JsonNode attributes) {
    var unit = units.get(entry.unitType());
    if (unit == null) {
      return Decision.none(entry.experiment(), Reason.NO_UNIT);
    }
    var forcedVariants = contents.forcedVariants().get(entry.experiment());
    var forced = forcedVariants == null ? null : forcedVariants.get(unit.givenId());
    var variant = forced == null ? null : entry.split().withId(forced);
    if (variant != null) {
      return entry.settled(Reason.FORCED, variant);
    }
    var buckets = unit.buckets();
    return buckets == null
        ? entry.settled(Reason.STORE_UNAVAILABLE, null)
        : entry.decide(buckets, attributes);
  }

  private Unit unit(String type, UnitIds ids) {
    if (!contents.unitTypes().contains(type)) {
      throw new IllegalArgumentException("there is no unit type " + type);
    }
    var bytes = ids.given().getBytes(StandardCharsets.UTF_8).length;
    if (bytes < 1 || bytes > UNIT_ID_BYTES_MAX) {
      throw new IllegalArgumentException(
          "the id of a %s has 1 to %d bytes, this one has %d"
              .formatted(type, UNIT_ID_BYTES_MAX, bytes));
    }
    var deciding = ids.deciding();
    return new Unit(
        ids.given(), deciding == null ? null : new UnitBuckets(deciding, contents.layerCount()));
  }
}
