package io.splitplot.etl.assembly;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Names of fields that rows had and nobody declared, as far as anybody wants to know. */
final class UnknownFields {
  private static final int NAMES_MAX = 100;

  private final Set<String> names = ConcurrentHashMap.newKeySet();

  void saw(String name) {
    if (names.size() < NAMES_MAX) {
      names.add(name);
    }
  }

  Set<String> names() {
    return new TreeSet<>(names);
  }
}
