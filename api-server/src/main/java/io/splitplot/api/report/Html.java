package io.splitplot.api.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A piece of HTML. Text becomes HTML only through {@link #text}, so nothing can be forgotten to be
 * escaped.
 *
 * @param markup what a browser reads
 */
record Html(String markup) {
  private static final Pattern POWER_OF_TEN = Pattern.compile("(.*\\d)e(-?\\d+)");
  private static final char MINUS = '\u2212';

  static final Html EMPTY = new Html("");

  /** Words for people, escaped. */
  static Html text(String text) {
    return new Html(escape(text));
  }

  /** A number with a real minus instead of a hyphen. */
  static Html signed(String number) {
    return text(number.replace('-', MINUS));
  }

  /** A number as printers set it: also its power of ten, if any, is set as one. */
  static Html number(String number) {
    var parts = POWER_OF_TEN.matcher(number);
    return parts.matches()
        ? all(signed(parts.group(1) + " × 10"), tag("sup").around(signed(parts.group(2))))
        : signed(number);
  }

  /** Pieces one after the other. */
  static Html all(Stream<Html> pieces) {
    return new Html(String.join("", pieces.map(Html::markup).toList()));
  }

  /** Pieces one after the other. */
  static Html all(Html... pieces) {
    return all(Stream.of(pieces));
  }

  /** Starts an element. */
  static Tag tag(String name) {
    return new Tag(name, List.of());
  }

  /** An element with its attributes, still without content. */
  record Tag(String name, List<String> attributes) {
    /** The same with one more attribute. */
    Tag with(String attribute, String value) {
      var more = new ArrayList<>(attributes);
      more.add(" " + attribute + "=\"" + escape(value) + "\"");
      return new Tag(name, more);
    }

    /** The same with a position or size in pixels. */
    Tag with(String attribute, double value) {
      return with(attribute, pixels(value));
    }

    /** The element around its content. */
    Html around(Html... content) {
      return around(Stream.of(content));
    }

    /** The element around its content. */
    Html around(Stream<Html> content) {
      return new Html(opening() + all(content).markup() + "</" + name + ">");
    }

    /** The element around words. */
    Html around(String text) {
      return around(text(text));
    }

    /** The element without content or end tag, as of {@code meta}. */
    Html alone() {
      return new Html(opening());
    }

    private String opening() {
      return "<" + name + String.join("", attributes) + ">";
    }
  }

  /** A tenth of a pixel is finer than any screen; whole ones are written without a point. */
  private static String pixels(double value) {
    var tenths = Math.round(10 * value);
    return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10.0 + "";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
