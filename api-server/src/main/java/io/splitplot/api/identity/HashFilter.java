package io.splitplot.api.identity;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A Bloom filter of 64-bit hashes: says for certain which are not in it, and of one in two thousand
 * others wrongly that it is.
 */
final class HashFilter {
  private static final int BITS_PER_HASH = 16;
  private static final int PROBES = 8;

  private final int capacity;
  private final AtomicLongArray words;
  private int size;

  /**
   * An empty filter.
   *
   * @param capacity how many hashes it is made for; rounded up to a power of two
   */
  HashFilter(int capacity) {
    this.capacity = Math.max(64, Integer.highestOneBit(Math.max(1, capacity - 1)) << 1);
    this.words = new AtomicLongArray(this.capacity / Long.SIZE * BITS_PER_HASH);
  }

  int capacity() {
    return capacity;
  }

  boolean isFull() {
    return size >= capacity;
  }

  /** Adds a hash; by one thread at a time. */
  void add(long hash) {
    for (var probe = 0; probe < PROBES; probe++) {
      var bit = bit(hash, probe);
      var word = (int) (bit / Long.SIZE);
      words.set(word, words.get(word) | 1L << bit);
    }
    size++;
  }

  /** Whether a hash may be in it; for any number of threads. */
  boolean mayContain(long hash) {
    for (var probe = 0; probe < PROBES; probe++) {
      var bit = bit(hash, probe);
      if ((words.get((int) (bit / Long.SIZE)) & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  /** The hash's halves give a walk through the bits. */
  private long bit(long hash, int probe) {
    var step = Long.rotateLeft(hash, 32) | 1;
    return hash + probe * step & (long) words.length() * Long.SIZE - 1;
  }
}
