package io.splitplot.api.assignment;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a configuration says, whenever it is in force.
 *
 * @param unitTypes keys of all unit types
 * @param experiments keys of all experiments, in force or not
 * @param entries the experiments in force, by key
 * @param forcedVariants key of an experiment to unit id, as given, to the id of the variant
 * @param parameters see {@link Plan#parameters()}
 * @param attributeTypes those that are declared
 * @param layerCount more than the greatest number of a layer among the entries
 */
record PlanContents(
    Set<String> unitTypes,
    Set<String> experiments,
    SortedMap<String, PlanEntry> entries,
    Map<String, Map<String, Integer>> forcedVariants,
    SortedMap<String, List<String>> parameters,
    AttributeTypes attributeTypes,
    int layerCount) {

  static SortedMap<String, PlanEntry> byKey(Collection<PlanEntry> entries) {
    var sorted = new TreeMap<String, PlanEntry>();
    entries.forEach(entry -> sorted.put(entry.experiment(), entry));
    return sorted;
  }
}
