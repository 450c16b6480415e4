package io.splitplot.api.assignment;

import java.util.HashMap;
import java.util.Map;

/** The layers of a plan and of those that are made from it, by their salts. For one thread. */
final class Layers {
  private final Map<String, Layer> bySalt = new HashMap<>();

  Layer of(String salt) {
    return bySalt.computeIfAbsent(salt, it -> new Layer(bySalt.size(), new Salt(it)));
  }

  /** More than the greatest number of a layer. */
  int count() {
    return bySalt.size();
  }
}
