package io.splitplot.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** The tree of traffic on a terminal. */
class TrafficTextTest {
  @Test
  void aTreeIsDrawnWithItsBarsRangesAndWhatIsFree() throws JsonProcessingException {
    var traffic =
        """
        {"as_of": "2026-11-24T12:00:00+00:00", "unit_types": [
          {"unit_type": "device", "domain": "root", "layers": []},
          {"unit_type": "user", "domain": "root", "layers": [
            {"layer": "menu", "parameters": [], "free": 1, "ranges": [
              {"from": 0, "to": 1000000, "share": 1, "owner": null, "key": null, "since": null}]},
            {"layer": "page", "parameters": ["button", "size\\u001b[31m"], "free": 0.2999, "ranges": [
              {"from": 0, "to": 40000, "share": 0.04, "owner": "experiment", "key": "first",
               "state": "open", "since": "2026-11-01T00:00:00+00:00"},
              {"from": 40000, "to": 100000, "share": 0.06, "owner": "experiment", "key": "first",
               "state": "closed", "since": "2026-11-01T00:00:00+00:00"},
              {"from": 100000, "to": 500000, "share": 0.4, "owner": "domain", "key": "inner",
               "since": "2026-11-02T00:00:00+00:00", "layers": [
                {"layer": "inner-page", "parameters": ["font"], "free": 0, "ranges": [
                  {"from": 0, "to": 200000, "share": 0.2, "owner": "shared_control", "key": "common",
                   "since": "2026-11-03T00:00:00+00:00", "used_by": ["a", "b"]},
                  {"from": 200000, "to": 600000, "share": 0.4, "owner": "experiment", "key": "a",
                   "state": "paused", "since": "2026-11-03T00:00:00+00:00"},
                  {"from": 600000, "to": 1000000, "share": 0.4, "owner": "experiment", "key": "b",
                   "state": "launched", "since": "2026-11-03T00:00:00+00:00"}]}]},
              {"from": 500000, "to": 700100, "share": 0.2001, "owner": "holdout", "key": "quiet",
               "since": "2026-11-04T00:00:00+00:00"},
              {"from": 700100, "to": 1000000, "share": 0.2999, "owner": null, "key": null,
               "since": null}]}]}]}
        """;

    assertThat(TrafficText.render(new ObjectMapper().readTree(traffic)))
        .isEqualTo(
            """
            traffic as of 2026-11-24 12:00:00 UTC

            device
              (no layers)

            user
              menu  100 % free
              [..................................................]
                       0 %      100 %      100 %  free
              page  29.99 % free  (button, size\ufffd[31m)
              [##---DDDDDDDDDDDDDDDDDDDDHHHHHHHHHH...............]
                       0 %        4 %        4 %  open     experiment first, since 2026-11-01 00:00:00 UTC
                       4 %       10 %        6 %  closed   experiment first, since 2026-11-01 00:00:00 UTC
                      10 %       50 %       40 %           domain inner, since 2026-11-02 00:00:00 UTC
                  inner-page  0 % free  (font)
                  [CCCCCCCCCC~~~~~~~~~~~~~~~~~~~~********************]
                           0 %       20 %       20 %           shared control common of a, b, since 2026-11-03 00:00:00 UTC
                          20 %       60 %       40 %  paused   experiment a, since 2026-11-03 00:00:00 UTC
                          60 %      100 %       40 %  launched experiment b, since 2026-11-03 00:00:00 UTC
                      50 %    70.01 %    20.01 %           holdout quiet, since 2026-11-04 00:00:00 UTC
                   70.01 %      100 %    29.99 %  free

            # open  - closed  ~ paused  * launched  D domain  C shared control  H holdout  . free
            """);
  }
}
