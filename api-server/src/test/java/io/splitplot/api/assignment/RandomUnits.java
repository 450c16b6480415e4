package io.splitplot.api.assignment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SplittableRandom;
import java.util.UUID;

/** Unit ids of every shape that shops have, and some that they should not have. */
final class RandomUnits {
  private static final String[] ALPHABETS = {
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.",
    "0123456789",
    "'\"\\;-- \t\r\n%$?:{}[]()",
    "张伟王芳李娜日本語한국어",
    "🦊🎉👩‍👩‍👧🏳️‍🌈",
    "e\u0301a\u0308n\u0303\u200d\ufeff\uffff\ue000",
  };

  private final SplittableRandom random;

  RandomUnits(SplittableRandom random) {
    this.random = random;
  }

  String next() {
    return switch (random.nextInt(5)) {
      case 0 -> new UUID(random.nextLong(), random.nextLong()).toString();
      case 1 -> "user%d@example.com".formatted(random.nextInt(1_000_000));
      case 2 -> Integer.toString(random.nextInt(10_000_000));
      default -> text(ALPHABETS[random.nextInt(ALPHABETS.length)]);
    };
  }

  /** 1 to 256 bytes. */
  private String text(String alphabet) {
    var characters = alphabet.codePoints().toArray();
    var bytes = 1 + random.nextInt(random.nextInt(8) == 0 ? 256 : 24);
    var text = new StringBuilder();
    while (true) {
      var character = Character.toString(characters[random.nextInt(characters.length)]);
      if (text.toString().getBytes(UTF_8).length + character.getBytes(UTF_8).length > bytes) {
        return text.isEmpty() ? "x" : text.toString();
      }
      text.append(character);
    }
  }
}
