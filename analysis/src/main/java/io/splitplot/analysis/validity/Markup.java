package io.splitplot.analysis.validity;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A piece of HTML or SVG. Words become markup through {@link #text} only, which escapes them.
 *
 * @param code what a browser reads
 */
record Markup(String code) {

  static Markup text(String words) {
    return new Markup(escape(words));
  }

  static Markup all(Stream<Markup> pieces) {
    return new Markup(pieces.map(Markup::code).collect(Collectors.joining()));
  }

  static Markup all(Markup... pieces) {
    return all(Stream.of(pieces));
  }

  /** An element without attributes. */
  static Markup element(String name, Markup... content) {
    return new Tag("<" + name, name).around(content);
  }

  /** Starts an element with attributes. */
  static Tag tag(String name) {
    return new Tag("<" + name, name);
  }

  /**
   * An element that is not closed yet.
   *
   * @param opening its start tag so far
   */
  record Tag(String opening, String name) {
    Tag with(String attribute, String value) {
      return new Tag(opening + " " + attribute + "=\"" + escape(value) + "\"", name);
    }

    /** The same with a position or size, to a tenth of a pixel. */
    Tag with(String attribute, double value) {
      return with(attribute, String.format(Locale.ROOT, "%.1f", value));
    }

    Markup around(Markup... content) {
      return new Markup(opening + ">" + all(content).code + "</" + name + ">");
    }

    Markup around(String words) {
      return around(text(words));
    }

    /** Without content or end tag, as of {@code meta}. */
    Markup alone() {
      return new Markup(opening + ">");
    }
  }

  private static String escape(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
