package io.splitplot.cli.demo;

import io.splitplot.cli.installation.Endpoints;
import java.io.PrintStream;

/** What to try next, as lines to paste. */
final class NextSteps {
  private final PrintStream out;
  private final Endpoints endpoints;

  NextSteps(PrintStream out, Endpoints endpoints) {
    this.out = out;
    this.endpoints = endpoints;
  }

  void print(boolean exits) {
    out.println();
    if (exits) {
      out.println("Run ./splitplot demo to keep all of this running.");
      return;
    }
    out.printf(
        """
        Everything is running. What to try next:

          Ask for an assignment
            curl -s %1$s/v1/assignments -H 'Authorization: Bearer %2$s' \\
              -H 'Content-Type: application/json' -d '{"unit": {"user": "you"}}'

          Recompute it in SQL
            psql '%3$s' -c "select * from splitplot.assign('user', 'you')"

          Ask the warehouse
            psql '%4$s' -c "select metric, variant, n, mean, p_value from report.experiment('hillstrom')"

          Open the report in a browser (user: analyst, password: %5$s)
            %1$s/v1/experiments/hillstrom/report
            %1$s/v1/experiments/green-button/report

        Ctrl-C stops everything; the next ./splitplot demo goes on with the same data.
        """,
        endpoints.api(),
        endpoints.key("client"),
        endpoints.primaryPsql(),
        endpoints.warehousePsql(),
        endpoints.key("analyst"));
    out.flush();
  }
}
