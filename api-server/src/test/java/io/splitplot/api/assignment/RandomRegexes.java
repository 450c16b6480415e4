package io.splitplot.api.assignment;

import java.util.SplittableRandom;

/** Patterns of the supported dialect, patterns that are nearly so, and texts that may match. */
final class RandomRegexes {
  private static final String[] ATOMS = {
    "a",
    "b",
    "a",
    "-",
    " ",
    "é",
    "🦊",
    ".",
    "\\.",
    "\\d",
    "\\w",
    "\\s",
    "\\D",
    "\\W",
    "\\S",
    "\\\\",
    "\\-",
    "\\_",
    "[ab]",
    "[^a]",
    "[a-c]",
    "[^\\d_]",
    "[-a]",
    "[a-]",
    "[\\w.-]",
    "[\\]\\^]",
    "[é-🦊]",
    "[^-\\s]",
    "1",
    "_",
    "\n",
    "~",
    "\\$",
    "[.$|]",
    "[(]"
  };
  private static final String[] QUANTIFIERS = {
    "*", "+", "?", "{2}", "{1,}", "{0,2}", "{1,3}", "{0}"
  };
  private static final String[] NOISE = {
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "*",
    "+",
    "?",
    "|",
    "\\",
    "^",
    "$",
    "-",
    "(?",
    "(?=",
    "{3,1}",
    "[b-a]",
    "[:alpha:]",
    "[[:alpha:]]",
    "\\b",
    "\\1",
    "*?",
    "{,2}",
    "{300}",
    "{256}",
    "[]",
    "[^]",
    "***:",
    "(?i)",
    "\\d-",
    "[a-\\d]",
    "[\\D]",
    "[a-b-c]",
    "\\é",
    "{2}{2}",
    "(a){2}"
  };
  private static final String TEXT = "aaabbc1_ -\n.é🦊\\$]^\t~(";

  private final SplittableRandom random;

  RandomRegexes(SplittableRandom random) {
    this.random = random;
  }

  String pattern() {
    var pattern = choice(3);
    if (random.nextInt(4) == 0) {
      var place =
          pattern.offsetByCodePoints(
              0, random.nextInt(pattern.codePointCount(0, pattern.length()) + 1));
      pattern = pattern.substring(0, place) + pick(NOISE) + pattern.substring(place);
    }
    return pattern;
  }

  String text() {
    var characters = TEXT.codePoints().toArray();
    var text = new StringBuilder();
    for (var i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return text.toString();
  }

  private String choice(int levels) {
    var choice = sequence(levels);
    while (random.nextInt(4) == 0) {
      choice += "|" + sequence(levels);
    }
    return choice;
  }

  private String sequence(int levels) {
    var sequence = new StringBuilder();
    for (var i = random.nextInt(4); i > 0; i--) {
      sequence.append(piece(levels));
    }
    return sequence.toString();
  }

  private String piece(int levels) {
    if (random.nextInt(8) == 0) {
      return random.nextBoolean() ? "^" : "$";
    } else if (levels > 0 && random.nextInt(4) == 0) {
      var group = (random.nextBoolean() ? "(" : "(?:") + choice(levels - 1) + ")";
      return random.nextBoolean() ? group : group + QUANTIFIERS[random.nextInt(3)];
    }
    return random.nextBoolean() ? pick(ATOMS) : pick(ATOMS) + pick(QUANTIFIERS);
  }

  private String pick(String[] list) {
    return list[random.nextInt(list.length)];
  }
}
