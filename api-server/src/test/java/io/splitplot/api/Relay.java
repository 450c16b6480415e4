package io.splitplot.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes bytes on to a database, until it is told to cut every connection and refuse new ones. */
final class Relay implements AutoCloseable {
  private final ServerSocket listener;
  private volatile int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;

  Relay() {
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::listen);
  }

  /** Says to which local port the bytes go. */
  void passTo(int port) {
    target = port;
  }

  int port() {
    return listener.getLocalPort();
  }

  void cut() {
    isCut = true;
    sockets.forEach(Relay::quietly);
  }

  void mend() {
    isCut = false;
  }

  @Override
  public void close() {
    cut();
    quietly(listener);
  }

  private void listen() {
    try {
      while (true) {
        var client = listener.accept();
        if (isCut) {
          client.close();
        } else {
          connect(client);
        }
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void connect(Socket client) throws IOException {
    var server = new Socket(InetAddress.getLoopbackAddress(), target);
    sockets.add(client);
    sockets.add(server);
    if (isCut) { // since it was looked at, so that nobody has closed these
      quietly(client);
      quietly(server);
    }
    Thread.ofVirtual().start(() -> copy(client, server));
    Thread.ofVirtual().start(() -> copy(server, client));
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // cut, or one side has gone
    } finally {
      quietly(from);
      quietly(to);
    }
  }

  private static void quietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception _) {
      // it is gone already
    }
  }
}
