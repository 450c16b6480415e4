package io.splitplot.api.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says which units are certainly not linked, and which sessions are certainly not pinned. Links are
 * never taken back, so it only grows: where a filter is full, one of twice its size stands beside
 * it.
 */
final class LinkedUnits {
  private volatile List<HashFilter> filters;

  /** With room for a number of units and sessions before it grows. */
  LinkedUnits(int capacity) {
    this.filters = List.of(new HashFilter(capacity));
  }

  private LinkedUnits(List<HashFilter> filters) {
    this.filters = filters;
  }

  /** Those that {@link #bytes} wrote. */
  static LinkedUnits of(ByteBuffer bytes) {
    var filters = new ArrayList<HashFilter>();
    while (bytes.hasRemaining()) {
      filters.add(HashFilter.read(bytes));
    }
    return new LinkedUnits(List.copyOf(filters));
  }

  synchronized byte[] bytes() {
    var bytes = ByteBuffer.allocate(filters.stream().mapToInt(HashFilter::byteCount).sum());
    filters.forEach(filter -> filter.write(bytes));
    return bytes.array();
  }

  /** How many were added; some maybe more than once. */
  long size() {
    return filters.stream().mapToLong(HashFilter::size).sum();
  }

  boolean mayContain(Name name) {
    var hash = hash(name);
    for (var filter : filters) {
      if (filter.mayContain(hash)) {
        return true;
      }
    }
    return false;
  }

  synchronized void add(Name name) {
    var hash = hash(name);
    if (filters.getLast().isFull()) {
      filters =
          Stream.concat(
                  filters.stream(), Stream.of(new HashFilter(2 * filters.getLast().capacity())))
              .toList();
    }
    filters.getLast().add(hash);
  }

  private static long hash(Name name) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((name.kind() + ":" + name.unitType() + ":").getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(sha256.digest(name.id().getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
