package io.splitplot.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An HTTP request that is put together by hand, so that each part of it can be wrong. */
final class RawRequest {
  String method;
  String target;
  String version = "HTTP/1.1";
  final List<String> headers = new ArrayList<>();
  byte[] body;

  /** Header lines that say how long the body is, instead of the right ones. */
  @Nullable String framing;

  /** Bytes that are sent instead of the body, as the framing has them. */
  byte @Nullable [] framed;

  /** Whether the server can know where the request ends, so that another one may follow. */
  boolean isWhole = true;

  /** What was done to it, for whoever reads of a failure. */
  final List<String> mutations = new ArrayList<>();

  RawRequest(String method, String target, String key, String body) {
    this.method = method;
    this.target = target;
    this.body = body.getBytes(StandardCharsets.UTF_8);
    headers.add("Host: test");
    headers.add("Authorization: Bearer " + key);
    if (!body.isEmpty()) {
      headers.add("Content-Type: application/json");
    }
  }

  /** A request that nothing is wrong with. */
  static RawRequest live() {
    return new RawRequest("GET", "/health/live", "nobody", "");
  }

  byte[] bytes() {
    var head = new StringBuilder(method + " " + target + " " + version + "\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    if (framing != null) {
      head.append(framing).append("\r\n");
    } else if (body.length > 0 || !method.equals("GET")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("\r\n");
    var bytes = new ByteArrayOutputStream();
    // Latin-1, so that a mutation can put any byte anywhere; text beyond it is sent as UTF-8.
    var isLatin = StandardCharsets.ISO_8859_1.newEncoder().canEncode(head);
    bytes.writeBytes(
        head.toString().getBytes(isLatin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
    bytes.writeBytes(framed == null ? body : framed);
    return bytes.toByteArray();
  }

  /** The beginning of it, with what cannot be printed as escapes. */
  @Override
  public String toString() {
    var text = new String(bytes(), StandardCharsets.ISO_8859_1);
    var shown = new StringBuilder();
    for (var c : text.substring(0, Math.min(text.length(), 3000)).toCharArray()) {
      shown.append(
          c == '\n' || (c >= ' ' && c < 127) ? String.valueOf(c) : "\\x%02x".formatted((int) c));
    }
    return mutations + " " + UUID.nameUUIDFromBytes(bytes()) + "\n" + shown;
  }
}
