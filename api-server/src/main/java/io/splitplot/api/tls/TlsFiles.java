package io.splitplot.api.tls;

import java.nio.file.Path;

/**
 * Where the server's certificate is.
 *
 * @param certificate PEM: the server's certificate first, then those between it and its root
 * @param key PEM: the private key in PKCS #8, not encrypted
 */
public record TlsFiles(Path certificate, Path key) {}
