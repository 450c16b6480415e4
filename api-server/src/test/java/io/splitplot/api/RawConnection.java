package io.splitplot.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A connection that sends bytes as they are and reads what is answered, within a limit. */
final class RawConnection implements AutoCloseable {
  private final Socket socket;
  private final BufferedInputStream in;

  RawConnection(int port, Duration limit) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) limit.toMillis());
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** What was answered: names of headers are in lower case, each byte of the body is a letter. */
  record Answer(int status, List<String> headers, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    String header(String name) {
      return headers.stream()
          .filter(line -> line.startsWith(name + ":"))
          .findFirst()
          .map(line -> line.substring(name.length() + 1).strip())
          .orElse("");
    }

    boolean endsConnection() {
      return header("connection").equalsIgnoreCase("close");
    }

    JsonNode json() throws IOException {
      return JSON.readTree(body.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public String toString() {
      return status + " " + headers + " " + body.substring(0, Math.min(body.length(), 1000));
    }
  }

  /** Sends a whole request and reads its answer. */
  Answer exchange(RawRequest request) throws IOException {
    var sender = send(request.bytes(), false);
    try {
      Answer answer;
      do {
        answer = read(request.method.equals("HEAD"));
      } while (answer.status() < 200);
      return answer;
    } finally {
      sender.interrupt();
    }
  }

  /** Sends bytes and nothing after them; gives all that is answered until the server closes. */
  List<Answer> exchangeToEnd(byte[] bytes, boolean isHead) throws IOException {
    var sender = send(bytes, true);
    var answers = new ArrayList<Answer>();
    try {
      while (true) {
        answers.add(read(isHead));
      }
    } catch (EOFException _) {
      return answers;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return answers; // a server may reset a connection that it has done with
    } finally {
      sender.interrupt();
    }
  }

  private Thread send(byte[] bytes, boolean isLast) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            socket.getOutputStream().write(bytes);
            if (isLast) {
              socket.shutdownOutput();
            }
          } catch (IOException _) {
            // the server may stop listening once it has seen enough
          }
        });
  }

  private Answer read(boolean isHead) throws IOException {
    var line = line();
    if (!line.matches("HTTP/1\\.1 \\d\\d\\d.*")) {
      throw new IllegalStateException("not an answer: " + line);
    }
    var status = Integer.parseInt(line.substring(9, 12));
    var headers = new ArrayList<String>();
    for (var header = line(); !header.isEmpty(); header = line()) {
      var colon = header.indexOf(':');
      headers.add(header.substring(0, colon).toLowerCase(Locale.ROOT) + header.substring(colon));
    }
    var head = new Answer(status, headers, "");
    if (isHead || status < 200 || status == 204 || status == 304) {
      return head;
    }
    return new Answer(status, headers, new String(body(head), StandardCharsets.ISO_8859_1));
  }

  private byte[] body(Answer head) throws IOException {
    var length = head.header("content-length");
    if (!length.isEmpty()) {
      return bytes(Integer.parseInt(length));
    }
    if (!head.header("transfer-encoding").equals("chunked")) {
      return in.readAllBytes();
    }
    var body = new ByteArrayOutputStream();
    while (true) {
      var size = Integer.parseInt(line(), 16);
      body.writeBytes(bytes(size));
      line();
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private byte[] bytes(int count) throws IOException {
    var bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the answer breaks off");
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server has closed the connection");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
