package io.splitplot.api.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.splitplot.api.access.Caller;
import io.splitplot.api.json.Fields;
import io.splitplot.api.json.Json;
import io.splitplot.api.json.Texts;
import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request of an admitted caller, and its answer. */
public final class Call {
  private static final String JSON = "application/json";
  private static final Pattern ETAG = Pattern.compile("\"([1-9][0-9]{0,8})\"");

  private final Exchange exchange;
  private final ServerRequest request;
  private final Caller caller;
  private final RequestBody body;
  private final BodyMemory.Share memory;
  private @Nullable JsonNode json;

  Call(Exchange exchange, Caller caller, RequestBody body, BodyMemory.Share memory) {
    this.exchange = exchange;
    this.request = exchange.request();
    this.caller = caller;
    this.body = body;
    this.memory = memory;
  }

  public Caller caller() {
    return caller;
  }

  /** The body, which must be JSON; it can be asked for again. */
  public JsonNode json() {
    if (json == null) {
      json = Json.read(bytes("json"));
    }
    return json;
  }

  /**
   * The body as it is.
   *
   * @param subtype what {@code application/} it must be
   */
  public byte[] bytes(String subtype) {
    return body.read(request, subtype, memory);
  }

  /** The body, or an empty object when there is none. */
  public JsonNode optionalJson() {
    return json != null || request.content().hasEntity() ? json() : Json.object();
  }

  /** The key in the path; what cannot be a key names nothing, so it is a problem 404. */
  public String key(String unknownCode) {
    var key = request.path().pathParameters().get("key");
    if (!Texts.isKey(key)) {
      throw new ProblemException(Problem.of(404, unknownCode, "nothing has such a key"));
    }
    return key;
  }

  /** A parameter of the path that is text of 1 to {@code bytesMax} bytes. */
  public String text(String name, int bytesMax) {
    return Texts.of(pathParameter(name), name, bytesMax);
  }

  /** A parameter of the path, as it is: it may be any text. */
  public String pathParameter(String name) {
    return request.path().pathParameters().get(name);
  }

  /** The first value of a parameter of the query. */
  public Optional<String> query(String name) {
    return request.query().first(name).asOptional();
  }

  /** A parameter of the query that is true or false; false when it is absent. */
  public boolean flag(String name) {
    return query(name)
        .map(text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw Fields.refuse("unknown_value", name, "this must be true or false");
            })
        .orElse(false);
  }

  public Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  /**
   * The version that a change expects by {@code If-Match}; empty: any, as the header is absent or a
   * star.
   *
   * @param changedCode code of the problem 412 for what was never an ETag
   */
  public Optional<Integer> expectedVersion(String changedCode) {
    var ifMatch = header("If-Match").map(String::strip).filter(it -> !it.equals("*"));
    return ifMatch.map(text -> {
      var etag = ETAG.matcher(text);
      if (!etag.matches()) {
        throw new ProblemException(
            new Problem(
                412,
                changedCode,
                "If-Match: no version has this ETag",
                "If-Match",
                "send the ETag that GET gave",
                Map.of()));
      }
      return Integer.valueOf(etag.group(1));
    });
  }

  /** The form whose media type the client likes best; a problem 406 when it likes none. */
  public <F> F accepted(List<F> forms, Function<F, String> mediaType) {
    var types = forms.stream().map(mediaType).toList();
    var best =
        request
            .headers()
            .bestAccepted(types.stream().map(MediaTypes::create).toArray(MediaType[]::new))
            .orElseThrow(() ->
                new ProblemException(
                    Problem.of(406, "not_acceptable", "this has no media type of Accept")
                        .withHint("it has " + String.join(", ", types))));
    return forms.get(types.indexOf(best.text()));
  }

  /** Answers with 200 and a document. */
  public void answer(Object document) {
    answer(200, document);
  }

  /** Answers with a document. */
  public void answer(int status, Object document) {
    exchange.send(status, JSON, Json.writeBytes(document));
  }

  /** Answers with 200, a document and its ETag; with 304 when the client has the same by that. */
  public void answerUnlessKnown(Object document) {
    var content = Json.writeBytes(document);
    var tag = EntityTag.of(content);
    with("ETag", tag.text());
    if (header("If-None-Match").filter(tag::isAmong).isPresent()) {
      exchange.sendNothing(Status.NOT_MODIFIED_304);
    } else {
      exchange.send(200, JSON, content);
    }
  }

  /** Answers that it is done, and nothing else. */
  public void answerNothing() {
    exchange.sendNothing(Status.NO_CONTENT_204);
  }

  /** Answers with text of another media type. */
  public void answerText(int status, String mediaType, String text) {
    exchange.send(
        status,
        mediaType.equals(JSON) ? JSON : mediaType + "; charset=utf-8",
        text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a header to the answer that follows. */
  public Call with(String name, String value) {
    exchange.response().header(HeaderNames.create(name), value);
    return this;
  }
}
