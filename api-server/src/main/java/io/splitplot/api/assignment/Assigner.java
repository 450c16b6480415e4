package io.splitplot.api.assignment;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.api.identity.Identities;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the units of a request get: by a plan, by who they are, and by what is stored of
 * them.
 */
public final class Assigner {
  private final Identities identities;
  private final StoredAssignments stored;

  public Assigner(Identities identities, StoredAssignments stored) {
    this.identities = identities;
    this.stored = stored;
  }

  /**
   * What the units get.
   *
   * @param plan the one that this request is decided on
   * @param units unit type to unit id
   * @param attributes see {@link Plan#assign}
   * @param asked see {@link Plan#assign}
   * @return one for each experiment, in the order of {@link Plan#assign}
   */
  public List<Assignment> assign(
      Plan plan,
      Map<String, String> units,
      JsonNode attributes,
      @Nullable Collection<String> asked) {
    var deciding = identities.resolve(units).ids();
    var ids = new HashMap<String, UnitIds>();
    units.forEach((type, given) -> ids.put(type, new UnitIds(given, deciding.get(type))));
    return stored.settle(plan.assign(ids, attributes, asked));
  }
}
