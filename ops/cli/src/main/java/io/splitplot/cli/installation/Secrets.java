package io.splitplot.cli.installation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Passwords and keys of one home: made at random when first asked for, kept in a file that only its
 * owner can read.
 */
final class Secrets {
  private static final int SECRET_BYTES = 32;

  private final Home home;
  private final ObjectNode content;
  private final SecureRandom random = new SecureRandom();

  private Secrets(Home home, ObjectNode content) {
    this.home = home;
    this.content = content;
  }

  static Secrets of(Home home) {
    var content =
        PrivateFile.read(home.secrets())
            .filter(ObjectNode.class::isInstance)
            .map(ObjectNode.class::cast)
            .orElseGet(() -> JsonNodeFactory.instance.objectNode());
    return new Secrets(home, content);
  }

  /** The secret of that name; on disk before it is returned. */
  synchronized String get(String name) {
    var known = content.get(name);
    if (known != null) {
      return known.asText();
    }
    var bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    var made = HexFormat.of().formatHex(bytes);
    content.put(name, made);
    PrivateFile.write(home.secrets(), content);
    return made;
  }
}
