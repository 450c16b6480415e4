package io.splitplot.cli.warehouse;

import io.splitplot.cli.CliException;
import io.splitplot.cli.Session;

/** A question before something is done that cannot be taken back. */
final class Confirmation {
  private Confirmation() {}

  /** Returns when the answer is yes, and throws when it is not or nobody is there to give it. */
  static void require(Session session, boolean isGiven, String question) {
    if (isGiven) {
      return;
    }
    if (!Session.isTerminal()) {
      throw CliException.usage("SP-WAREHOUSE-001: nobody is there to be asked; add --yes");
    }
    session.err().printf("%s Type yes: ", question);
    session.err().flush();
    if (!"yes".equals(IO.readln())) {
      throw CliException.failed("SP-WAREHOUSE-002: nothing was changed");
    }
  }
}
