package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.splitplot.api.assignment.ManyExperiments;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Run by ops/benchmarks/assignment-memory, never with the tests: it asserts a ratio of times. */
class EndpointBenchmark {
  private static final int REQUESTS = 2000;
  private static final int ROUNDS = 10;
  private static final double RATIO_MAX = 1.3;
  private static final int ANSWER_OF_ALL_BYTES_MIN = 10_000;
  private static final Duration PLAN_WAIT_MAX = Duration.ofMinutes(1);

  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  @Test
  void askingForAnAssignmentCostsLittleMoreThanAnEmptyAnswer() throws IOException {
    try (var api = new TestApi();
        var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      ManyExperiments.start(api.primary(), 20, 200);
      socket.setTcpNoDelay(true);
      var empty = get("/health/live");
      var one = post("\"experiments\":[\"experiment-7\"],");
      var all = post("");
      awaitPlan(socket, all);
      for (var i = 0; i < ROUNDS; i++) {
        measure(socket, empty);
        measure(socket, one);
        measure(socket, all);
      }
      double emptyCost = 0;
      double oneCost = 0;
      double allCost = 0;
      for (var i = 0; i < ROUNDS; i++) {
        emptyCost += measure(socket, empty);
        oneCost += measure(socket, one);
        allCost += measure(socket, all);
      }
      System.out.printf(
          "endpoint CPU of the server: empty JSON %.1f us; one of 200 experiments %.2f times that "
              + "(limit %.1f); all 200 %.2f times%n",
          emptyCost / ROUNDS / 1e3, oneCost / emptyCost, RATIO_MAX, allCost / emptyCost);
      assertThat(oneCost / emptyCost).isLessThan(RATIO_MAX);
    }
  }

  private static byte[] get(String path) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
        .formatted(path)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] post(String asked) {
    var body =
        "{\"unit\":{\"user\":\"user-1\"},%s\"attributes\":{\"country\":\"FR\",\"age\":30}}"
            .formatted(asked);
    return """
    POST /v1/assignments HTTP/1.1\r
    Host: localhost\r
    Authorization: Bearer client\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    %s\
    """
        .formatted(body.length(), body)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Nanoseconds of CPU that everything but this thread spends on one request. */
  private double measure(Socket socket, byte[] request) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    var in = new BufferedInputStream(socket.getInputStream());
    var before = process.getProcessCpuTime() - threads.getCurrentThreadCpuTime();
    for (var i = 0; i < REQUESTS; i++) {
      socket.getOutputStream().write(request);
      readAnswer(in);
    }
    return (process.getProcessCpuTime() - threads.getCurrentThreadCpuTime() - before)
        / (double) REQUESTS;
  }

  /** Asks until all experiments are answered; they began behind the server's back. */
  private static void awaitPlan(Socket socket, byte[] all) throws IOException {
    var in = new BufferedInputStream(socket.getInputStream());
    var end = System.nanoTime() + PLAN_WAIT_MAX.toNanos();
    do {
      assertThat(System.nanoTime()).isLessThan(end);
      socket.getOutputStream().write(all);
    } while (readAnswer(in) < ANSWER_OF_ALL_BYTES_MIN);
  }

  /** Reads one answer; how long its body was. */
  private static int readAnswer(InputStream in) throws IOException {
    var status = line(in);
    assertThat(status).contains(" 200 ");
    var length = 0;
    for (var header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    return length;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the server has closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
