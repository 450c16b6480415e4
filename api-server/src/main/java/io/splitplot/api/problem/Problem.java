package io.splitplot.api.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that says what failed, in the words of RFC 9457.
 *
 * @param status HTTP status
 * @param code stable name of the kind of problem, for programs
 * @param detail sentence for people: what failed, on which object, why
 * @param field path of the field that is wrong, as in {@code variants[1].weight}
 * @param hint what to do about it
 * @param more members that only this kind of problem has
 */
public record Problem(
    int status,
    String code,
    String detail,
    @Nullable String field,
    @Nullable String hint,
    Map<String, Object> more) {

  /** Media type of a problem in JSON. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** Member of a problem that says after how many seconds to try again; also sent as a header. */
  public static final String RETRY_AFTER = "retry_after_seconds";

  private static final int UNPROCESSABLE = 422;
  private static final int DETAIL_CHARS_MAX = 500;
  private static final int FIELD_CHARS_MAX = 200;

  /** Keeps what is quoted from a request printable and short. */
  public Problem {
    detail = Printable.of(detail, DETAIL_CHARS_MAX);
    field = field == null ? null : Printable.of(field, FIELD_CHARS_MAX);
    more = Map.copyOf(more);
  }

  /** A problem of the request as a whole. */
  public static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, null, null, Map.of());
  }

  /** A field that was understood but cannot be accepted. */
  public static Problem ofField(String code, String field, String detail) {
    return new Problem(UNPROCESSABLE, code, detail, field, null, Map.of());
  }

  /** The same with advice. */
  public Problem withHint(String advice) {
    return new Problem(status, code, detail, field, advice, more);
  }

  /** The same, saying when to try again; a member of its own. */
  public Problem withRetryAfter(long seconds) {
    return with(Map.of(RETRY_AFTER, seconds));
  }

  /** The same with members of its own. */
  public Problem with(Map<String, Object> members) {
    return new Problem(status, code, detail, field, hint, members);
  }

  /** The members of the JSON object, in the order in which people read them. */
  public Map<String, Object> members(String reasonPhrase) {
    var members = new LinkedHashMap<String, Object>();
    members.put(
        "type", "about:blank"); // so the title is the status's own, and the code tells kinds
    members.put("title", reasonPhrase);
    members.put("status", status);
    members.put("code", code);
    members.put("detail", detail);
    if (field != null) {
      members.put("field", field);
    }
    if (hint != null) {
      members.put("hint", hint);
    }
    members.putAll(more);
    return members;
  }
}
