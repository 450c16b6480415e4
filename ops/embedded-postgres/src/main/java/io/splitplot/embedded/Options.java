package io.splitplot.embedded;

import java.nio.file.Path;
import java.util.Map;

/**
 * What an embedded server is started with.
 *
 * @param dataDirectory where the data live; made when absent. Beside it lie {@code NAME.password}
 *     and {@code NAME.lock}.
 * @param binariesCache where PostgreSQL's programs are unpacked, once for each version
 * @param port the port on 127.0.0.1; 0 for the one used last if it is free, else any free one
 * @param settings further server settings; they win over {@link Settings#DEFAULTS}
 */
public record Options(
    Path dataDirectory, Path binariesCache, int port, Map<String, String> settings) {

  /** Makes the paths absolute and refuses settings that would break the promises of this class. */
  public Options {
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    binariesCache = binariesCache.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
    Settings.check(settings);
  }

  /** A server on any free port with the default settings. */
  public static Options of(Path dataDirectory, Path binariesCache) {
    return new Options(dataDirectory, binariesCache, 0, Map.of());
  }

  /** The same on this port. */
  public Options withPort(int port) {
    return new Options(dataDirectory, binariesCache, port, settings);
  }

  /** The same with these further settings instead of those given before. */
  public Options withSettings(Map<String, String> settings) {
    return new Options(dataDirectory, binariesCache, port, settings);
  }
}
