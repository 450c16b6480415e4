package io.splitplot.api.assignment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Buckets are those of the contract, and any shape of unit id spreads evenly over them. */
class BucketTest {

  /**
   * The same values are in {@code sql/tests/assignment/bucket_test.sql}. They were computed with
   * neither implementation: {@code printf '%s:%s' SALT ID | sha256sum | cut -c1-15}, as a
   * hexadecimal number modulo 1,000,000.
   */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "checkout, user-1, 687652",
        "checkout, user-2, 105667",
        "salt, 42, 117047",
        "7f3c9a52-5b1e-4a3c-9d8e-0f6b2d1c4e5a, 00000000-0000-4000-8000-000000000001, 738893",
        "layer, anna.müller@example.com, 755525",
        "layer, 张伟, 834627",
        "söl, 🦊, 8150",
        "salt, o'neil \"x\" \\ ; --, 843575",
        "salt, \u00e9, 478690",
        "salt, e\u0301, 566773",
        "salt, ` `, 19061",
      })
  void aBucketIsWhatSha256Says(String salt, String unitId, int bucket) {
    assertThat(Bucket.of(salt, unitId)).isEqualTo(bucket);
  }

  @Test
  void aUnitIdOf256BytesHasABucket() {
    assertThat(Bucket.of("salt", "x".repeat(256))).isEqualTo(744784);
  }

  @Test
  void idsOfEveryShapeSpreadEvenly() {
    assertSpreadsEvenly(Integer::toString);
    assertSpreadsEvenly("%012d"::formatted);
    assertSpreadsEvenly("user%d@example.com"::formatted);
    assertSpreadsEvenly(i -> Long.toHexString(new SplittableRandom(i).nextLong()));
    assertSpreadsEvenly(i -> new java.util.UUID(i, i * 0x9E3779B97F4A7C15L).toString());
    assertSpreadsEvenly(i -> "用户" + Character.toString(0x4E00 + i % 20_000) + i);
    assertSpreadsEvenly(i -> "🦊" + Integer.toHexString(i));
    assertSpreadsEvenly(i -> i + "-" + "x".repeat(200));
  }

  private static void assertSpreadsEvenly(IntFunction<String> id) {
    var sha256 = Salt.sha256();
    var salt = new Salt("spread");
    var counts = new long[1_000];
    for (var i = 0; i < 1_000_000; i++) {
      var bucket = salt.bucket(sha256, id.apply(i).getBytes(UTF_8));
      counts[bucket / (Bucket.COUNT / counts.length)]++;
    }
    assertThat(ChiSquare.uniform(counts)).as("ids like %s", id.apply(1)).isLessThan(4);
  }
}
