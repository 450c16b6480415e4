package io.splitplot.embedded;

import org.jspecify.annotations.Nullable;

/** Says why an embedded PostgreSQL could not be had, and what to do; see {@link Code}. */
public final class PostgresException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, for programs: the codes never change their meaning. */
  public enum Code {
    /** No PostgreSQL was built for this operating system or processor. */
    PLATFORM_NOT_SUPPORTED("SP-PG-001"),
    /** The archive with PostgreSQL's programs is absent or could not be unpacked. */
    BINARIES_UNUSABLE("SP-PG-002"),
    /** The process runs as root and has no means to start a server as somebody else. */
    ROOT_REFUSED("SP-PG-003"),
    /** Another process uses the data directory. */
    OWNED_BY_ANOTHER("SP-PG-004"),
    /** The directory holds something that is not a PostgreSQL data directory. */
    NOT_A_DATA_DIRECTORY("SP-PG-005"),
    /** The data directory was made by another major version. */
    OTHER_MAJOR_VERSION("SP-PG-006"),
    /** The file with the superuser's password is gone. */
    PASSWORD_LOST("SP-PG-007"),
    /** A new data directory could not be made. */
    INITDB_FAILED("SP-PG-008"),
    /** A setting has no valid name or value, or is not the caller's to choose. */
    SETTING_REFUSED("SP-PG-009"),
    /** The port asked for belongs to another program. */
    PORT_TAKEN("SP-PG-010"),
    /** The server ended while it started, or did not become ready in time. */
    START_FAILED("SP-PG-011"),
    /** The server that answers is not the one that was started. */
    WRONG_SERVER("SP-PG-012"),
    /** A server that a killed process left behind cannot be stopped. */
    LEFTOVER_STAYS("SP-PG-013"),
    /** A file or directory could not be read or written. */
    FILE_SYSTEM("SP-PG-014"),
    /** The waiting thread was interrupted. */
    INTERRUPTED("SP-PG-015");

    private final String text;

    Code(String text) {
      this.text = text;
    }

    /** For example {@code SP-PG-001}. */
    public String text() {
      return text;
    }
  }

  private final Code code;

  PostgresException(Code code, String message) {
    super(code.text() + ": " + message);
    this.code = code;
  }

  PostgresException(Code code, String message, @Nullable Throwable cause) {
    super(code.text() + ": " + message, cause);
    this.code = code;
  }

  /** What went wrong. */
  public Code code() {
    return code;
  }
}
