package io.splitplot.cli.serve;

import io.splitplot.cli.config.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Says so when keys would go over a network for everybody to read. */
final class PlainHttp {
  private PlainHttp() {}

  /** What to tell; empty: the API speaks TLS, or only this machine can reach it. */
  static Optional<String> warning(Settings settings) {
    if (settings.apiProtection().tls().isPresent() || isLoopback(settings.apiHost())) {
      return Optional.empty();
    }
    return Optional.of(
        "WARNING: the API listens on %s without TLS, so whoever is on the way can read keys and data."
                .formatted(settings.apiHost())
            + " Set api.tls_certificate and api.tls_key, or let a proxy on this machine do TLS and"
            + " listen on 127.0.0.1.");
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
