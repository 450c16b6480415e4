package io.splitplot.api.assignment;

import io.splitplot.api.assignment.Regex.Kind;
import io.splitplot.api.assignment.Regex.State;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * Reads a pattern and makes its automaton.
 *
 * <p>A part of a pattern is a function from the state that follows the part to the state that
 * begins it; so it can be laid down as often as a quantifier asks.
 */
final class RegexParser {
  private static final int LENGTH_MAX = 256;
  private static final int REPETITIONS_MAX = 255;
  private static final int UNBOUNDED = Integer.MAX_VALUE;
  private static final int NONE = -1;
  private static final int NO_STATE = -1;
  private static final String SPECIAL = "\\^$.|?*+(){}[]";
  private static final String SPECIAL_IN_CLASS = "\\^-[]";

  private final int[] pattern;
  private final List<State> states = new ArrayList<>();
  private int position;
  private int repetitions;
  private int anchors;

  RegexParser(String pattern) {
    this.pattern = pattern.codePoints().toArray();
  }

  Regex parse() {
    if (pattern.length < 1 || pattern.length > LENGTH_MAX) {
      throw unreadable();
    }
    var whole = choice();
    if (position < pattern.length) {
      throw unreadable();
    }
    var match = add(new State(Kind.MATCH, RegexParser::nothing, NO_STATE, NO_STATE));
    var entry = whole.applyAsInt(match);
    return new Regex(states, entry);
  }

  private IntUnaryOperator choice() {
    var left = sequence();
    if (!take('|')) {
      return left;
    }
    var right = choice();
    return next -> either(left.applyAsInt(next), right.applyAsInt(next));
  }

  private IntUnaryOperator sequence() {
    var pieces = new ArrayList<IntUnaryOperator>();
    while (position < pattern.length && peek() != '|' && peek() != ')') {
      pieces.add(piece());
    }
    return next -> {
      var entry = next;
      for (var piece : pieces.reversed()) {
        entry = piece.applyAsInt(entry);
      }
      return entry;
    };
  }

  private IntUnaryOperator piece() {
    if (peek() == '^' || peek() == '$') {
      anchors++;
    }
    if (take('^')) {
      return next -> add(new State(Kind.START, RegexParser::nothing, next, NO_STATE));
    } else if (take('$')) {
      return next -> add(new State(Kind.END, RegexParser::nothing, next, NO_STATE));
    } else if (take('(')) {
      return group();
    }
    var accepts = character();
    return quantified(next -> add(new State(Kind.CHARACTER, accepts, next, NO_STATE)), true);
  }

  private IntUnaryOperator group() {
    if (take('?')) {
      expect(':');
    }
    var anchorsBefore = anchors;
    var inner = choice();
    expect(')');
    if (anchors > anchorsBefore && (peek() == '*' || peek() == '+' || peek() == '?')) {
      throw unreadable();
    }
    return quantified(inner, false);
  }

  private IntUnaryOperator quantified(IntUnaryOperator part, boolean mayCount) {
    if (take('*')) {
      return next -> loop(part, next);
    } else if (take('+')) {
      return next -> states.get(loop(part, next)).next();
    } else if (take('?')) {
      return next -> either(part.applyAsInt(next), next);
    } else if (mayCount && take('{')) {
      return counted(part);
    }
    return part;
  }

  private IntUnaryOperator counted(IntUnaryOperator part) {
    var min = count();
    var max = min;
    if (take(',')) {
      max = peek() == '}' ? UNBOUNDED : count();
    }
    expect('}');
    repetitions += max == UNBOUNDED ? min : max;
    if (min > max || repetitions > REPETITIONS_MAX) {
      throw unreadable();
    }
    return repeated(part, min, max);
  }

  private int count() {
    var start = position;
    var count = 0;
    while (position < start + 3 && isDigit(peek())) {
      count = 10 * count + pattern[position++] - '0';
    }
    if (position == start) {
      throw unreadable();
    }
    return count;
  }

  private IntUnaryOperator repeated(IntUnaryOperator part, int min, int max) {
    return next -> {
      var entry = next;
      if (max == UNBOUNDED) {
        entry = loop(part, next);
      } else {
        for (var i = min; i < max; i++) {
          entry = either(part.applyAsInt(entry), next);
        }
      }
      for (var i = 0; i < min; i++) {
        entry = part.applyAsInt(entry);
      }
      return entry;
    };
  }

  /** A state that chooses between the part, which leads back to it, and what follows the loop. */
  private int loop(IntUnaryOperator part, int next) {
    var choice = either(NO_STATE, next);
    var body = part.applyAsInt(choice);
    states.set(choice, new State(Kind.EITHER, RegexParser::nothing, body, next));
    return choice;
  }

  private int either(int one, int other) {
    return add(new State(Kind.EITHER, RegexParser::nothing, one, other));
  }

  private int add(State state) {
    states.add(state);
    return states.size() - 1;
  }

  private IntPredicate character() {
    if (take('.')) {
      return c -> true;
    } else if (take('[')) {
      return characterClass();
    } else if (take('\\')) {
      var escaped = next();
      return switch (escaped) {
        case 'D' -> named('d').negate();
        case 'W' -> named('w').negate();
        case 'S' -> named('s').negate();
        case 'd', 'w', 's' -> named(escaped);
        default -> same(punctuation(escaped));
      };
    }
    var literal = next();
    if (SPECIAL.indexOf(literal) >= 0) {
      throw unreadable();
    }
    return same(literal);
  }

  private IntPredicate characterClass() {
    var negated = take('^');
    IntPredicate accepts = take('-') ? same('-') : RegexParser::nothing;
    if (peek() == ']' || peek() == '-') {
      throw unreadable();
    }
    while (peek() != ']' && peek() != '-') {
      accepts = accepts.or(classItem());
    }
    if (take('-')) {
      accepts = accepts.or(same('-'));
    }
    expect(']');
    return negated ? accepts.negate() : accepts;
  }

  private IntPredicate classItem() {
    if (peek() == '\\'
        && position + 1 < pattern.length
        && "dws".indexOf(pattern[position + 1]) >= 0) {
      position++;
      return named(next());
    }
    var first = classMember();
    if (peek() != '-' || (position + 1 < pattern.length && pattern[position + 1] == ']')) {
      return same(first);
    }
    expect('-');
    var last = classMember();
    if (first > last) {
      throw unreadable();
    }
    return c -> first <= c && c <= last;
  }

  private int classMember() {
    var member = next();
    if (member == '\\') {
      return punctuation(next());
    }
    if (SPECIAL_IN_CLASS.indexOf(member) >= 0) {
      throw unreadable();
    }
    return member;
  }

  private static boolean nothing(int character) {
    return false;
  }

  private static IntPredicate same(int character) {
    return c -> c == character;
  }

  /** The ASCII classes: what PostgreSQL's are in collation "C". */
  private static IntPredicate named(int name) {
    return switch (name) {
      case 'd' -> RegexParser::isDigit;
      case 's' -> c -> c == ' ' || ('\t' <= c && c <= '\r');
      default -> c -> isDigit(c) || isLetter(c) || c == '_';
    };
  }

  private static boolean isDigit(int c) {
    return '0' <= c && c <= '9';
  }

  private static boolean isLetter(int c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z');
  }

  private int punctuation(int c) {
    if (c <= ' ' || c > '~' || isDigit(c) || isLetter(c)) {
      throw unreadable();
    }
    return c;
  }

  /** The character at the position; {@code NONE} at the end. */
  private int peek() {
    return position < pattern.length ? pattern[position] : NONE;
  }

  private int next() {
    if (position == pattern.length) {
      throw unreadable();
    }
    return pattern[position++];
  }

  private boolean take(int character) {
    if (peek() != character) {
      return false;
    }
    position++;
    return true;
  }

  private void expect(int character) {
    if (!take(character)) {
      throw unreadable();
    }
  }

  private IllegalArgumentException unreadable() {
    return new IllegalArgumentException(
        "cannot read regular expression \"%s\" from character %d on"
            .formatted(new String(pattern, 0, pattern.length), position + 1));
  }
}
