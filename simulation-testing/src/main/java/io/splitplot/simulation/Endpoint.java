package io.splitplot.simulation;

/** What of the API the shop uses. */
public enum Endpoint {
  /** Asks which treatment a shopper gets. */
  ASSIGNMENTS("/v1/assignments"),
  /** Reports that shoppers saw the page. */
  EXPOSURES("/v1/exposures"),
  /** Reports what shoppers did. */
  EVENTS("/v1/events");

  private final String path;

  Endpoint(String path) {
    this.path = path;
  }

  /** The path below the server's address. */
  public String path() {
    return path;
  }
}
