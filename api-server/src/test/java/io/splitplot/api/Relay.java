package io.splitplot.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Passes bytes on to a database, until it is told to cut every connection and refuse new ones, or
 * to keep all of them and say nothing more.
 */
public final class Relay implements AutoCloseable {
  private final ServerSocket listener;
  private volatile int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition resumed = lock.newCondition();
  private boolean isStalled;

  public Relay() {
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::listen);
  }

  /** Says to which local port the bytes go. */
  public void passTo(int port) {
    target = port;
  }

  public int port() {
    return listener.getLocalPort();
  }

  public void cut() {
    isCut = true;
    sockets.forEach(Relay::quietly);
  }

  public void mend() {
    isCut = false;
    lock.lock();
    try {
      isStalled = false;
      resumed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing passes, as when a machine hangs; {@link #mend} lets it pass again. */
  public void stall() {
    lock.lock();
    try {
      isStalled = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    cut();
    mend(); // so that nobody waits for ever
    isCut = true;
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

  private void copy(Socket from, Socket to) {
    try {
      var bytes = new byte[8192];
      for (var read = 0; read >= 0; read = from.getInputStream().read(bytes)) {
        awaitUnlessStalled();
        to.getOutputStream().write(bytes, 0, read);
      }
    } catch (IOException _) {
      // cut, or one side has gone
    } finally {
      quietly(from);
      quietly(to);
    }
  }

  private void awaitUnlessStalled() {
    lock.lock();
    try {
      while (isStalled) {
        resumed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
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
