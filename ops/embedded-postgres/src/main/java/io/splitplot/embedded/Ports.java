package io.splitplot.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of 127.0.0.1. */
final class Ports {
  private Ports() {}

  static boolean isFree(int port) {
    try (var _ = open(port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  static int anyFree() throws IOException {
    try (var socket = open(0)) {
      return socket.getLocalPort();
    }
  }

  private static ServerSocket open(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
  }
}
