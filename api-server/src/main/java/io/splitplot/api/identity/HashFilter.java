package io.splitplot.api.identity;

import java.nio.ByteBuffer;
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
  private volatile int size; // written by one thread at a time

  /**
   * An empty filter.
   *
   * @param capacity how many hashes it is made for; rounded up to a power of two
   */
  HashFilter(int capacity) {
    this.capacity = Math.max(64, Integer.highestOneBit(Math.max(1, capacity - 1)) << 1);
    this.words = new AtomicLongArray(this.capacity / Long.SIZE * BITS_PER_HASH);
  }

  /** The filter that {@link #write} wrote. */
  static HashFilter read(ByteBuffer bytes) {
    var filter = new HashFilter(bytes.getInt());
    filter.size = bytes.getInt();
    for (var i = 0; i < filter.words.length(); i++) {
      filter.words.set(i, bytes.getLong());
    }
    return filter;
  }

  void write(ByteBuffer bytes) {
    bytes.putInt(capacity).putInt(size);
    for (var i = 0; i < words.length(); i++) {
      bytes.putLong(words.get(i));
    }
  }

  /** How many bytes {@link #write} writes. */
  int byteCount() {
    return 2 * Integer.BYTES + words.length() * Long.BYTES;
  }

  int capacity() {
    return capacity;
  }

  /** How many times a hash was added. */
  int size() {
    return size;
  }

  boolean isFull() {
    return size >= capacity;
  }

  /** Adds a hash; by one thread at a time. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
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
