package io.splitplot.simulation.system;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Options of a program, each {@code --name value}. */
public final class Options {
  private final Map<String, String> values;

  private Options(Map<String, String> values) {
    this.values = values;
  }

  /** Throws when an option is unknown or has no value. */
  public static Options parse(String[] arguments, Set<String> known) {
    var values = new HashMap<String, String>();
    for (var i = 0; i < arguments.length; i += 2) {
      var name = arguments[i].replaceFirst("^--", "");
      if (!known.contains(name) || i + 1 == arguments.length) {
        throw new IllegalArgumentException("%s is no option with a value".formatted(arguments[i]));
      }
      values.put(name, arguments[i + 1]);
    }
    return new Options(values);
  }

  /** Throws when it was not given. */
  public String text(String name) {
    var value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--%s is missing".formatted(name));
    }
    return value;
  }

  /** The words of a value, separated by blanks. */
  public List<String> words(String name) {
    return List.of(text(name).split(" "));
  }

  public int number(String name, int otherwise) {
    var value = values.get(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }
}
