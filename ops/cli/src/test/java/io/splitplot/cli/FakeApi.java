package io.splitplot.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** An API that notes what it was asked last, and gives the answer it was told; and the commands. */
final class FakeApi implements AutoCloseable {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final HttpServer server = HttpServer.create();
  private final Path root;
  private volatile String asked = "";
  private volatile int status = 200;
  private volatile String answer = "{}";

  /** An API that runs in the home of a root. */
  FakeApi(Path root) throws IOException {
    this.root = root;
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    var home = Files.createDirectory(root.resolve(".splitplot"));
    var endpoints =
        Files.createFile(
            home.resolve("endpoints.json"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        endpoints,
        """
        {"api": "http://127.0.0.1:%d", "keys": {"editor": "e", "analyst": "a"}, "pid": 1}
        """
            .formatted(server.getAddress().getPort()));
  }

  /** Says what it answers from now on. */
  void answers(int newStatus, String newAnswer) {
    status = newStatus;
    answer = newAnswer;
  }

  /** Method, address, body and If-Match of the last request; empty: there was none. */
  String asked() {
    return asked;
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Runs a command, and gives its exit code. */
  int run(String... words) {
    return Main.run(words, root, Map.of(), stream(out), stream(err));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange call) throws IOException {
    var body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var version = call.getRequestHeaders().getFirst("If-Match");
    asked =
        (call.getRequestMethod() + " " + call.getRequestURI() + " " + body).strip()
            + (version == null ? "" : " if " + version);
    var bytes = answer.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
    if (status != 204) {
      call.getResponseBody().write(bytes);
    }
    call.close();
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
