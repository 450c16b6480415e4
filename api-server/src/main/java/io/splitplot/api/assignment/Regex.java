package io.splitplot.api.assignment;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A regular expression of the dialect that {@code splitplot.regex_problem} describes.
 *
 * <p>Not {@code java.util.regex}: that differs from PostgreSQL in what it takes and means, and some
 * patterns take it time exponential in the length of a string that a visitor may have chosen. This
 * one follows all ways through the automaton at once: at most length of the text times states
 * steps.
 */
final class Regex {
  /**
   * One state of the automaton.
   *
   * @param kind what it does
   * @param accepts which character it takes, when its kind is {@code CHARACTER}
   * @param next the state after it
   * @param other the other state after it, when its kind is {@code EITHER}
   */
  record State(Kind kind, IntPredicate accepts, int next, int other) {}

  /** What a state does. */
  enum Kind {
    CHARACTER,
    EITHER,
    START,
    END,
    MATCH
  }

  private final State[] states;
  private final int entry;

  Regex(List<State> states, int entry) {
    this.states = states.toArray(State[]::new);
    this.entry = entry;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when {@code splitplot.regex_problem} has something against it
   */
  static Regex parse(String pattern) {
    return new RegexParser(pattern).parse();
  }

  /** Whether the text contains a match. */
  boolean find(String text) {
    return new Search(text.codePoints().toArray()).find();
  }

  /** One search: the states that are reached at one position of the text, and at the next. */
  private final class Search {
    private final int[] text;
    private final int[] reachedAt = new int[states.length];
    private int[] reached = new int[states.length];
    private int[] spare = new int[states.length];
    private int count;
    private boolean matched;

    Search(int[] text) {
      this.text = text;
      Arrays.fill(reachedAt, -1);
    }

    boolean find() {
      for (var position = 0; ; position++) {
        reach(entry, position); // a match may start anywhere
        if (matched || position == text.length) {
          return matched;
        }
        step(position);
      }
    }

    private void step(int position) {
      var from = reached;
      var fromCount = count;
      reached = spare;
      spare = from;
      count = 0;
      for (var i = 0; i < fromCount; i++) {
        var state = states[from[i]];
        if (state.accepts().test(text[position])) {
          reach(state.next(), position + 1);
        }
      }
    }

    private void reach(int number, int position) {
      if (reachedAt[number] == position) {
        return;
      }
      reachedAt[number] = position;
      var state = states[number];
      switch (state.kind()) {
        case CHARACTER -> reached[count++] = number;
        case EITHER -> {
          reach(state.next(), position);
          reach(state.other(), position);
        }
        case START -> {
          if (position == 0) {
            reach(state.next(), position);
          }
        }
        case END -> {
          if (position == text.length) {
            reach(state.next(), position);
          }
        }
        case MATCH -> matched = true;
      }
    }
  }
}
