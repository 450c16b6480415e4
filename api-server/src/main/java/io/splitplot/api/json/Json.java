package io.splitplot.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * JSON as RFC 8259 has it and nothing more: UTF-8 only, no duplicate names, nothing after the end,
 * numbers exactly as they were written.
 */
public final class Json {
  private static final int NESTING_DEPTH_MAX = 64;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(NESTING_DEPTH_MAX).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /** Reads one document; what is not JSON is a problem 400. */
  public static JsonNode read(byte[] utf8) {
    var text = decode(utf8);
    try {
      return MAPPER.readTree(MAPPER.createParser(text.array(), 0, text.length()));
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e); // memory has no input errors
    }
  }

  /** Reads what a database or we ourselves wrote. */
  public static JsonNode parse(String trusted) {
    try {
      return MAPPER.readTree(trusted);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database answered with broken JSON", e);
    }
  }

  /** The document as text, without spaces. */
  public static String write(Object document) {
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + document.getClass(), e);
    }
  }

  /** The document as UTF-8, without spaces. */
  public static byte[] writeBytes(Object document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + document.getClass(), e);
    }
  }

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  private static CharBuffer decode(byte[] utf8) {
    var input = ByteBuffer.wrap(utf8);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(input);
    } catch (CharacterCodingException e) {
      throw new ProblemException(
          Problem.of(400, "invalid_utf8", "the body is not UTF-8 at byte " + input.position())
              .with(Map.of("byte", input.position())));
    }
  }

  private static ProblemException malformed(JsonProcessingException e) {
    var place = e.getLocation();
    var line = place == null ? 1 : place.getLineNr();
    var column = place == null ? 1 : place.getColumnNr();
    return new ProblemException(
        Problem.of(
                400,
                "invalid_json",
                "line %d, column %d: %s".formatted(line, column, e.getOriginalMessage()))
            .with(Map.of("line", line, "column", column)));
  }
}
