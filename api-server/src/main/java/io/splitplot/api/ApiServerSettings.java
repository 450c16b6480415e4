package io.splitplot.api;

import io.splitplot.api.batch.IngestSettings;
import io.splitplot.api.database.DatabaseSettings;
import io.splitplot.api.web.HttpSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a server needs to know to start.
 *
 * @param host name or address to listen on
 * @param port TCP port to listen on; 0: any free one
 * @param primary the database of configuration and facts
 * @param warehouse the database of reports
 * @param bodyBytesMax largest request body
 * @param requestsMax how many requests are worked on at a time; more wait, and then are refused
 * @param closeMax how long closing waits for requests that are being answered
 * @param rampInterval how long the worker of ramps waits between two looks at them
 * @param state folder of what lets the server start and answer while the primary is away: plan,
 *     keys, identities, and of facts that the primary does not take now, and of rows that are
 *     pushed to lines; empty: nothing is kept
 * @param privacy log-ins in the group splitplot_privacy; empty: nobody can be exported or forgotten
 * @param http how it protects itself and its clients
 * @param ingest how facts are taken in
 */
public record ApiServerSettings(
    String host,
    int port,
    DatabaseSettings primary,
    DatabaseSettings warehouse,
    int bodyBytesMax,
    int requestsMax,
    Duration closeMax,
    Duration rampInterval,
    Optional<Path> state,
    Optional<Privacy> privacy,
    HttpSettings http,
    IngestSettings ingest) {

  /** Both databases, with the right to export and forget persons, and no other. */
  public record Privacy(DatabaseSettings primary, DatabaseSettings warehouse) {}

  /** Folder with one for each line that takes pushes. */
  public Optional<Path> inboxes() {
    return state.map(folder -> folder.resolve("inbox"));
  }

  private static final int MEBIBYTE = 1024 * 1024;

  /** The usual limits, on the loopback address and any free port. */
  public static ApiServerSettings of(DatabaseSettings primary, DatabaseSettings warehouse) {
    return new ApiServerSettings(
        "127.0.0.1",
        0,
        primary,
        warehouse,
        4 * MEBIBYTE,
        512,
        Duration.ofSeconds(15),
        Duration.ofSeconds(5),
        Optional.empty(),
        Optional.empty(),
        HttpSettings.USUAL,
        IngestSettings.usual());
  }

  /** The same, listening elsewhere. */
  public ApiServerSettings listeningOn(String otherHost, int otherPort) {
    return new ApiServerSettings(
        otherHost,
        otherPort,
        primary,
        warehouse,
        bodyBytesMax,
        requestsMax,
        closeMax,
        rampInterval,
        state,
        privacy,
        http,
        ingest);
  }

  /** The same, looking at ramps at another interval. */
  public ApiServerSettings lookingAtRampsEvery(Duration otherInterval) {
    return new ApiServerSettings(
        host,
        port,
        primary,
        warehouse,
        bodyBytesMax,
        requestsMax,
        closeMax,
        otherInterval,
        state,
        privacy,
        http,
        ingest);
  }

  /** The same, keeping its state in a folder that is made when it is needed. */
  public ApiServerSettings keepingStateIn(Path folder) {
    return new ApiServerSettings(
        host,
        port,
        primary,
        warehouse,
        bodyBytesMax,
        requestsMax,
        closeMax,
        rampInterval,
        Optional.of(folder),
        privacy,
        http,
        ingest);
  }

  /** The same, taking facts in otherwise. */
  public ApiServerSettings ingesting(IngestSettings otherIngest) {
    return new ApiServerSettings(
        host,
        port,
        primary,
        warehouse,
        bodyBytesMax,
        requestsMax,
        closeMax,
        rampInterval,
        state,
        privacy,
        http,
        otherIngest);
  }

  /** The same, able to export and forget persons. */
  public ApiServerSettings forgettingWith(Privacy logins) {
    return new ApiServerSettings(
        host,
        port,
        primary,
        warehouse,
        bodyBytesMax,
        requestsMax,
        closeMax,
        rampInterval,
        state,
        Optional.of(logins),
        http,
        ingest);
  }

  /** The same, protected otherwise. */
  public ApiServerSettings protectedBy(HttpSettings otherHttp) {
    return new ApiServerSettings(
        host,
        port,
        primary,
        warehouse,
        bodyBytesMax,
        requestsMax,
        closeMax,
        rampInterval,
        state,
        privacy,
        otherHttp,
        ingest);
  }
}
