package io.splitplot.api.identity;

import java.util.Map;
import java.util.Set;

/**
 * As which units a visitor is decided.
 *
 * @param ids unit type to the id that is hashed and stored; without the types in {@code unknown}
 * @param unknown types whose id had to be asked for, and the primary could not be reached
 */
public record DecidingUnits(Map<String, String> ids, Set<String> unknown) {}
