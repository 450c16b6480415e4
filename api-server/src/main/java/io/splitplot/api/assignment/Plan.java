package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
  private final Set<String> unitTypes;
  private final Set<String> experiments;
  private final SortedMap<String, PlanEntry> entries;
  private final SortedMap<String, List<String>> parameters;
  private final int layerCount;

  /**
   * A plan.
   *
   * @param version number of the configuration
   * @param asOf an instant, by the primary's clock, at which it was in force
   * @param unitTypes keys of all unit types
   * @param experiments keys of all experiments, in force or not
   * @param entries the experiments in force
   * @param parameters see {@link #parameters()}
   * @param layerCount more than the greatest number of a layer among the entries
   */
  Plan(
      long version,
      Instant asOf,
      Set<String> unitTypes,
      Set<String> experiments,
      Collection<PlanEntry> entries,
      SortedMap<String, List<String>> parameters,
      int layerCount) {
    this(
        version,
        asOf,
        Set.copyOf(unitTypes),
        Set.copyOf(experiments),
        byKey(entries),
        Collections.unmodifiableSortedMap(parameters),
        layerCount);
  }

  private Plan(
      long version,
      Instant asOf,
      Set<String> unitTypes,
      Set<String> experiments,
      SortedMap<String, PlanEntry> entries,
      SortedMap<String, List<String>> parameters,
      int layerCount) {
    this.version = version;
    this.asOf = asOf;
    this.unitTypes = unitTypes;
    this.experiments = experiments;
    this.entries = entries;
    this.parameters = parameters;
    this.layerCount = layerCount;
  }

  /** The same configuration, still in force at a later instant. */
  Plan stillInForceAt(Instant later) {
    return new Plan(version, later, unitTypes, experiments, entries, parameters, layerCount);
  }

  /** Number of the configuration; a greater one is newer. */
  public long version() {
    return version;
  }

  /** An instant, by the primary's clock, at which this configuration was in force. */
  public Instant asOf() {
    return asOf;
  }

  /** Keys of all unit types that there are. */
  public Set<String> unitTypes() {
    return unitTypes;
  }

  /** Keys of all experiments that there are, in force or not. */
  public Set<String> experiments() {
    return experiments;
  }

  /**
   * The names of all parameters that there are, and for each the keys of the experiments in force
   * whose layer owns it, in the order in which they are to be asked: those on users first, then on
   * sessions, devices and other units. Of one unit type at most one gives a unit a variant.
   */
  public SortedMap<String, List<String>> parameters() {
    return parameters;
  }

  /**
   * What the units of a request get.
   *
   * @param units unit type to unit id, each of 1 to 256 bytes of UTF-8
   * @param attributes an object; an attribute that is not there is missing
   * @param asked keys of experiments; null: all that are in force
   * @return one for each experiment, in the order asked, else by key
   * @throws IllegalArgumentException when a unit type or a unit id is impossible
   */
  public List<Assignment> assign(
      Map<String, String> units, JsonNode attributes, @Nullable Collection<String> asked) {
    var buckets = new HashMap<String, UnitBuckets>();
    units.forEach((type, id) -> buckets.put(type, unitBuckets(type, id)));
    return (asked == null ? entries.keySet() : asked)
        .stream().map(experiment -> decide(experiment, buckets, attributes)).toList();
  }

  private Assignment decide(
      String experiment, Map<String, UnitBuckets> buckets, JsonNode attributes) {
    var entry = entries.get(experiment);
    if (entry == null) {
      return Assignment.none(
          experiment,
          experiments.contains(experiment) ? Reason.NOT_RUNNING : Reason.UNKNOWN_EXPERIMENT);
    }
    var unit = buckets.get(entry.unitType());
    return unit == null
        ? Assignment.none(experiment, Reason.NO_UNIT)
        : entry.decide(unit, attributes);
  }

  private UnitBuckets unitBuckets(String type, String id) {
    if (!unitTypes.contains(type)) {
      throw new IllegalArgumentException("there is no unit type " + type);
    }
    var bytes = id.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < 1 || bytes.length > UNIT_ID_BYTES_MAX) {
      throw new IllegalArgumentException(
          "the id of a %s has 1 to %d bytes, this one has %d"
              .formatted(type, UNIT_ID_BYTES_MAX, bytes.length));
    }
    return new UnitBuckets(bytes, layerCount);
  }

  private static SortedMap<String, PlanEntry> byKey(Collection<PlanEntry> entries) {
    var sorted = new TreeMap<String, PlanEntry>();
    entries.forEach(entry -> sorted.put(entry.experiment(), entry));
    return sorted;
  }
}
