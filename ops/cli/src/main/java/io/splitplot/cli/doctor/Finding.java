package io.splitplot.cli.doctor;

/**
 * What one check says.
 *
 * @param check its name
 * @param detail a sentence with the figures
 * @param command what to type next; empty when there is nothing to do
 */
record Finding(String check, Status status, String detail, String command) {
  static Finding healthy(String check, String detail) {
    return new Finding(check, Status.HEALTHY, detail, "");
  }

  static Finding unknown(String check, String reason) {
    return new Finding(check, Status.UNKNOWN, reason, "");
  }

  static Finding degraded(String check, String detail, String command) {
    return new Finding(check, Status.DEGRADED, detail, command);
  }

  static Finding broken(String check, String detail, String command) {
    return new Finding(check, Status.BROKEN, detail, command);
  }
}
