package io.splitplot.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON as RFC 8259 has it and nothing more: UTF-8 only, no duplicate names, nothing after the end,
 * numbers exactly as they were written.
 */
public final class Json {
  private static final int NESTING_DEPTH_MAX = 64;

  /** The parser tells programmers how to make it accept what we refuse. */
  private static final Pattern ADVICE_FOR_US =
      Pattern.compile("( for `ObjectNode`: not|: enable `).*|, from `[^`]*`");

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
    try (var parser = MAPPER.createParser(text.array(), 0, text.length())) {
      return read(parser);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory has no input errors
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

  private static JsonNode read(JsonParser parser) throws IOException {
    try {
      @Nullable JsonNode document = MAPPER.readTree(parser);
      if (document == null) {
        throw malformed(parser.currentLocation(), "there is no document");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw malformed(
          Objects.requireNonNullElse(e.getLocation(), parser.currentLocation()),
          e.getOriginalMessage());
    } catch (NumberFormatException _) {
      throw malformed(parser.currentLocation(), "the number has too long an exponent");
    }
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

  private static ProblemException malformed(JsonLocation place, String reason) {
    var line = place.getLineNr();
    var column = place.getColumnNr();
    return new ProblemException(
        Problem.of(
                400,
                "invalid_json",
                "line %d, column %d: %s"
                    .formatted(line, column, ADVICE_FOR_US.matcher(reason).replaceAll("")))
            .with(Map.of("line", line, "column", column)));
  }
}
