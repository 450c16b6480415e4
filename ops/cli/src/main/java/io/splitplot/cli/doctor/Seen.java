package io.splitplot.cli.doctor;

import java.util.function.Function;

/** What a look saw, or why it saw nothing. */
sealed interface Seen<T> {
  /** It was there. */
  record Here<T>(T value) implements Seen<T> {}

  /** It was not, and this is why. */
  record Not<T>(String reason) implements Seen<T> {}

  default Finding judge(String check, Function<T, Finding> judgement) {
    return switch (this) {
      case Here<T>(T value) -> judgement.apply(value);
      case Not<T>(String reason) -> Finding.unknown(check, reason);
    };
  }

  default boolean isHere() {
    return this instanceof Here;
  }
}
