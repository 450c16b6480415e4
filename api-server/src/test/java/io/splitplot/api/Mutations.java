package io.splitplot.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Ways to make a request wrong, in its target, headers, framing and bytes. */
final class Mutations {
  private static final List<String> METHODS =
      List.of(
          "GET",
          "POST",
          "PUT",
          "PATCH",
          "DELETE",
          "HEAD",
          "OPTIONS",
          "TRACE",
          "CONNECT",
          "BREW",
          "get",
          "G\u00e9T",
          "",
          "X".repeat(300),
          "PRI");
  private static final List<String> PIECES =
      List.of(
          "%00",
          "%2e%2e/",
          "..",
          "../..",
          "%252e%252e",
          "%252f",
          "%2f",
          "//",
          "/",
          ";a=b",
          "%",
          "%z",
          "%zz",
          "%ff",
          "%C0%AF",
          "%ED%A0%80",
          "%F0%9F%98%80",
          "\u00ff",
          "\u20ac",
          " ",
          "\t",
          "\\",
          "#f",
          "?",
          "??a",
          "&",
          "=",
          "+",
          "*",
          "{key}",
          "a".repeat(129),
          "a".repeat(9_000),
          "a".repeat(100_000),
          "%41".repeat(3_000),
          "<script>",
          "'",
          "\"",
          "$(id)",
          "%0d%0aX:1",
          "%u0041",
          "\u0001",
          "null",
          "-1",
          "99999999999999999999");
  private static final List<String> TARGETS =
      List.of(
          "*",
          "",
          "/",
          "//",
          "http://evil/v1/layers",
          "http://",
          "evil:443",
          "/%",
          "?",
          "/?a=b",
          "/v1",
          "/v1/",
          "/V1/LAYERS",
          "/health",
          "/v1/experiments/",
          "/v1/experiments//report",
          "/v1/./layers",
          "/v1/../health/live",
          "/v1/experiments/steady/forced-variants/",
          "/v1/attributes/",
          "/v1/attributes/a/b/c",
          "/ofrep/v1/evaluate/flags/",
          "/ofrep/v1/evaluate/flags/a/b",
          "\u0000");
  private static final List<String> QUERIES =
      List.of(
          "limit=0",
          "limit=-1",
          "limit=1001",
          "limit=1e3",
          "limit=99999999999999999999",
          "limit=",
          "limit",
          "limit=%00",
          "limit=1&limit=2",
          "after=%00",
          "after=%ff",
          "after=%ED%A0%80",
          "after=" + "z".repeat(5_000),
          "after='",
          "after=%F0%9F%98%80",
          "as_of=now",
          "as_of=",
          "as_of=2026-02-30T00:00:00Z",
          "as_of=0000-01-01T00:00:00Z",
          "as_of=%00",
          "as_of=2199-12-31T23:59:59.999999999Z",
          "as_of=2026-01-01T00:00:00%2b99:99",
          "as_of=infinity",
          "as_of=2026-01-01",
          "archived=maybe",
          "archived=%00",
          "=",
          "&&&",
          "a=%",
          "%=a",
          "%00=1");
  private static final List<String> HEADERS =
      List.of(
          "Host: other",
          "Host:",
          "Host: \u0001",
          "No colon",
          ": no name",
          "Sp ace: x",
          "Space : x",
          " folded",
          "X: a\r\n folded",
          "X: \u00ff",
          "X: \u20ac",
          "X: \u0000",
          "X: a\rb",
          "X: " + "x".repeat(9_000),
          "X: " + "x".repeat(100_000),
          "x".repeat(3_000) + ": x",
          "Cookie: " + "a=b; ".repeat(500),
          "Cookie: \u0000=;;;=",
          "Expect: 100-continue",
          "Expect: 200-ok",
          "Connection: close",
          "Connection: keep-alive, x",
          "Connection: upgrade",
          "Content-Encoding: gzip",
          "Content-Encoding: x",
          "Content-Type: text/plain",
          "Content-Type: application/json; charset=utf-16",
          "Content-Type: application/json;",
          "Content-Type: application/json; charset=\"",
          "Content-Type: /",
          "Content-Type: ;;;",
          "Content-Type: application/vnd.a+json",
          "Content-Type: a/b; c=" + "d".repeat(5_000),
          "Content-Type:",
          "Content-Type: \u00ff",
          "Content-Type: application/json; charset=none",
          "Content-Type: multipart/form-data; boundary=x",
          "Accept: text/html",
          "Accept: ;;;",
          "Accept: */*;q=7",
          "Accept:",
          "Accept: text/csv;q=\u00ff",
          "Accept: a",
          "Accept: a/b/c",
          "Accept: " + "text/html,".repeat(500),
          "Accept-Encoding: gzip, br;q=x",
          "If-Match: \"1\"",
          "If-Match: \"99999999999\"",
          "If-Match: *",
          "If-Match: W/\"1\"",
          "If-Match: \"",
          "If-Match:",
          "If-None-Match: *",
          "If-None-Match: \"\", W/,,\"",
          "If-None-Match: \u00ff",
          "Authorization: Bearer",
          "Authorization: Bearer \u0000",
          "Authorization: Basic !!!",
          "Authorization: Basic bm9jb2xvbg==",
          "Authorization: Basic Og==",
          "Authorization:",
          "Authorization: Bearer " + "k".repeat(6_000),
          "Authorization: Bearer \u00fc",
          "Range: bytes=0-1",
          "X-HTTP-Method-Override: DELETE",
          "Forwarded: for=\"_",
          "Upgrade-Insecure-Requests: 1",
          "Date: never",
          "Trailer: X",
          "TE: trailers",
          "X-Forwarded-For: '",
          "Proxy: http://evil",
          "Content-Language: \u0000");
  private static final List<String> FRAMINGS =
      List.of(
          "Content-Length: 0",
          "Content-Length: 1",
          "Content-Length: 99",
          "Content-Length: 999999",
          "Content-Length: 99999999999",
          "Content-Length: 99999999999999999999",
          "Content-Length: -1",
          "Content-Length: +5",
          "Content-Length: 0x10",
          "Content-Length: ",
          "Content-Length: five",
          "Content-Length: 5, 5",
          "Content-Length: 5, 6",
          "Content-Length: 5\r\nContent-Length: 6",
          "Content-Length: 5\r\nContent-Length: 5",
          "Content-Length: 5\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked\r\nContent-Length: 5",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: chunked, chunked",
          "Transfer-Encoding: identity",
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding : chunked",
          "Transfer-Encoding:\u000bchunked",
          "Transfer-Encoding: \"chunked\"",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
          "Transfer-Encoding:",
          "X-Nothing: of the length");
  private static final List<String> CHUNKS =
      List.of(
          "zz\r\n{}\r\n0\r\n\r\n",
          "-1\r\n{}\r\n0\r\n\r\n",
          "ffffffffffffffff\r\n{}\r\n",
          "7fffffff\r\n{}",
          "80000000\r\n{}",
          "2\r\n{}",
          "2\r\n{}\r\n",
          "2\r\n{}0\r\n\r\n",
          "2;a=b\r\n{}\r\n0\r\n\r\n",
          "2 \r\n{}\r\n0\r\n\r\n",
          "0\r\n",
          "0\r\n\r\n",
          "\r\n",
          "",
          "0\r\nX: y\r\n\r\n",
          "2\n{}\n0\n\n",
          "0002\r\n{}\r\n000\r\n\r\n",
          "2\r\n{}\r\n0\r\nX",
          "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
          "2;" + "a".repeat(9_000) + "\r\n{}\r\n0\r\n\r\n");

  private final SplittableRandom random;

  Mutations(SplittableRandom random) {
    this.random = random;
  }

  /** Makes the request wrong in one to three ways; sometimes it is still right after that. */
  void apply(RawRequest request) {
    var count = random.nextInt(10) < 7 ? 1 : random.nextInt(2, 4);
    for (var i = 0; i < count; i++) {
      switch (random.nextInt(20)) {
        case 0, 1 -> target(request);
        case 2, 3, 4 -> header(request);
        case 5 -> method(request);
        case 6 -> framing(request);
        case 7 -> chunks(request);
        case 8 -> encoding(request);
        case 9 -> bodyBytes(request);
        default -> json(request);
      }
    }
  }

  private void json(RawRequest request) {
    if (canChangeBody(request) && request.body.length < 100_000) {
      var json = new JsonMutations(random);
      request.body = json.apply(new String(request.body, UTF_8)).getBytes(UTF_8);
      request.mutations.add(json.what());
    }
  }

  private void target(RawRequest request) {
    var old = request.target;
    request.target =
        switch (random.nextInt(4)) {
          case 0 -> one(TARGETS);
          case 1 -> old.replaceFirst("\\?.*", "") + "?" + one(QUERIES);
          default -> insert(old, one(PIECES));
        };
    // What has a space or a fragment may be another request than the one that was meant.
    request.mutations.add("target");
  }

  private void header(RawRequest request) {
    var line = one(HEADERS);
    var name = line.replaceFirst(":.*", "").strip();
    if (random.nextInt(3) > 0) {
      request.headers.removeIf(header -> header.startsWith(name + ":"));
    } else if (random.nextInt(3) == 0) {
      request.headers.remove(random.nextInt(request.headers.size()));
    }
    var copies = random.nextInt(50) == 0 ? 300 : 1;
    for (var i = 0; i < copies && request.headers.size() < 1000; i++) {
      request.headers.add(random.nextInt(request.headers.size() + 1), line);
    }
    if (request.headers.isEmpty()) {
      request.headers.add("X: y");
    }
    request.mutations.add("header");
  }

  private void method(RawRequest request) {
    if (random.nextInt(4) == 0) {
      request.version = one(List.of("HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "HTTP/1.1 ", "", "HTTP"));
      request.isWhole = false;
    } else {
      request.method = one(METHODS);
    }
    request.mutations.add("method");
  }

  private void framing(RawRequest request) {
    request.framing = one(FRAMINGS);
    request.isWhole = false;
    request.mutations.add("framing");
  }

  private void chunks(RawRequest request) {
    request.framing = "Transfer-Encoding: chunked";
    if (random.nextBoolean()) {
      request.framed = chunked(request.body);
    } else {
      request.framed = one(CHUNKS).getBytes(ISO_8859_1);
      request.isWhole = false;
    }
    request.mutations.add("chunks");
  }

  private byte[] chunked(byte[] body) {
    var chunks = new ByteArrayOutputStream();
    for (var at = 0; at < body.length; ) {
      var size = Math.min(body.length - at, random.nextInt(1, 200));
      chunks.writeBytes("%x\r\n".formatted(size).getBytes(ISO_8859_1));
      chunks.write(body, at, size);
      chunks.writeBytes("\r\n".getBytes(ISO_8859_1));
      at += size;
    }
    chunks.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
    return chunks.toByteArray();
  }

  private void encoding(RawRequest request) {
    if (!canChangeBody(request)) {
      return;
    }
    var text = new String(request.body, UTF_8);
    request.body =
        switch (random.nextInt(6)) {
          case 0 -> ("\ufeff" + text).getBytes(UTF_8);
          case 1 -> text.getBytes(UTF_16);
          case 2 -> text.getBytes(Charset.forName("UTF-32"));
          case 3 -> text.replace("e", "\u00e9").getBytes(ISO_8859_1);
          case 4 -> text.replace("e", "\u00c1\u00a5").getBytes(ISO_8859_1); // overlong
          default -> text.replace("e", "\u00ed\u00a0\u0080").getBytes(ISO_8859_1); // surrogate
        };
    request.mutations.add("encoding");
  }

  private void bodyBytes(RawRequest request) {
    if (canChangeBody(request)) {
      request.body = bytes(request.body);
      request.mutations.add("body bytes");
    }
  }

  /** Once there are chunks, the body is not sent any more. */
  private static boolean canChangeBody(RawRequest request) {
    return request.body.length > 0 && request.framed == null;
  }

  /** The same with some bytes changed, left out or put in, or cut off. */
  byte[] bytes(byte[] original) {
    var bytes = original;
    for (var i = random.nextInt(1, 4); i > 0 && bytes.length > 0; i--) {
      var at = random.nextInt(bytes.length);
      bytes =
          switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> without(bytes, at, random.nextInt(1, 9));
            case 2 -> with(bytes, at);
            default -> flipped(bytes, at);
          };
    }
    return bytes;
  }

  private byte[] flipped(byte[] bytes, int at) {
    var flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private byte[] with(byte[] bytes, int at) {
    var more = new byte[random.nextInt(1, 9)];
    random.nextBytes(more);
    var with = new ByteArrayOutputStream();
    with.write(bytes, 0, at);
    with.writeBytes(more);
    with.write(bytes, at, bytes.length - at);
    return with.toByteArray();
  }

  private static byte[] without(byte[] bytes, int at, int count) {
    var without = new ByteArrayOutputStream();
    without.write(bytes, 0, at);
    var rest = Math.min(bytes.length, at + count);
    without.write(bytes, rest, bytes.length - rest);
    return without.toByteArray();
  }

  private String insert(String text, String piece) {
    var at = random.nextInt(text.length() + 1);
    var until = random.nextBoolean() ? at : random.nextInt(at, text.length() + 1);
    return text.substring(0, at) + piece + text.substring(until);
  }

  private String one(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
