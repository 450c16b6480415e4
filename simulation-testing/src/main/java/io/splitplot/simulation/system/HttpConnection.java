package io.splitplot.simulation.system;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an HTTP/1.1 server that is kept open, for one thread.
 *
 * <p>Not the JDK's client: a load generator shares the processors with what it measures, and this
 * costs one write and a read or two a request. Each exchange has a time limit; after a failure the
 * next one connects anew.
 */
public final class HttpConnection implements AutoCloseable {
  private static final int LINE_BYTES_MAX = 16 * 1024;
  private static final int BODY_BYTES_MAX = 64 * 1024 * 1024;

  private final String host;
  private final int port;
  private final Duration limit;
  private @Nullable Opened opened;

  private record Opened(Socket socket, BufferedInputStream input) {}

  /** Connects when it is used first. */
  public HttpConnection(URI server, Duration limit) {
    this.host = server.getHost();
    this.port = server.getPort();
    this.limit = limit;
  }

  /** Throws when there was no whole answer: what became of the request is unknown then. */
  public HttpAnswer get(String path, @Nullable String key) throws IOException {
    return exchange("GET", path, key, new byte[0]);
  }

  /** Throws when there was no whole answer: what became of the request is unknown then. */
  public HttpAnswer post(String path, @Nullable String key, byte[] json) throws IOException {
    return exchange("POST", path, key, json);
  }

  private HttpAnswer exchange(String method, String path, @Nullable String key, byte[] body)
      throws IOException {
    try {
      var connection = opened == null ? connect() : opened;
      connection.socket().getOutputStream().write(request(method, path, key, body));
      var answer = read(connection.input());
      if (answer.closes()) {
        close();
      }
      return answer.answer();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Opened connect() throws IOException {
    var socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) limit.toMillis());
      socket.connect(new InetSocketAddress(host, port), (int) limit.toMillis());
      var connection = new Opened(socket, new BufferedInputStream(socket.getInputStream()));
      opened = connection;
      return connection;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private byte[] request(String method, String path, @Nullable String key, byte[] body) {
    var head =
        new StringBuilder(256)
            .append(method)
            .append(' ')
            .append(path)
            .append(" HTTP/1.1\r\nHost: ")
            .append(host)
            .append("\r\nContent-Length: ")
            .append(body.length)
            .append("\r\n");
    if (body.length > 0) {
      head.append("Content-Type: application/json\r\n");
    }
    if (key != null) {
      head.append("Authorization: Bearer ").append(key).append("\r\n");
    }
    var headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    var bytes = new byte[headBytes.length + body.length];
    System.arraycopy(headBytes, 0, bytes, 0, headBytes.length);
    System.arraycopy(body, 0, bytes, headBytes.length, body.length);
    return bytes;
  }

  private record Read(HttpAnswer answer, boolean closes) {}

  private static Read read(BufferedInputStream input) throws IOException {
    var first = line(input);
    if (!first.startsWith("HTTP/1.1 ") || first.length() < 12) {
      throw new IOException("not an answer of HTTP/1.1: " + first);
    }
    var status = Integer.parseInt(first.substring(9, 12));
    var length = 0;
    var isChunked = false;
    var closes = false;
    for (var header = line(input); !header.isEmpty(); header = line(input)) {
      var lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        isChunked = lower.contains("chunked");
      } else if (lower.startsWith("connection:")) {
        closes = lower.contains("close");
      }
    }
    return new Read(
        new HttpAnswer(status, isChunked ? chunks(input) : bytes(input, length)), closes);
  }

  private static byte[] chunks(BufferedInputStream input) throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      var length = Integer.parseInt(line(input).replaceFirst(";.*", "").strip(), 16);
      body.write(bytes(input, length));
      line(input);
      if (length == 0) {
        return body.toByteArray();
      }
    }
  }

  private static byte[] bytes(BufferedInputStream input, int length) throws IOException {
    if (length > BODY_BYTES_MAX) {
      throw new IOException("an answer of " + length + " bytes");
    }
    var bytes = input.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer ended after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private static String line(BufferedInputStream input) throws IOException {
    var line = new StringBuilder(64);
    for (var c = input.read(); c != '\n'; c = input.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended without a whole answer");
      }
      if (line.length() == LINE_BYTES_MAX) {
        throw new IOException("a header of more than " + LINE_BYTES_MAX + " bytes");
      }
      line.append((char) c);
    }
    return line.isEmpty() ? "" : line.substring(0, line.length() - 1);
  }

  @Override
  public void close() {
    var connection = opened;
    opened = null;
    if (connection != null) {
      try {
        connection.socket().close();
      } catch (IOException _) {
        // It is of no more use either way.
      }
    }
  }
}
