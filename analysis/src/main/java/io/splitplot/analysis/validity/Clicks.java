package io.splitplot.analysis.validity;

import java.sql.SQLException;
import java.util.List;

/**
 * Clicks among the views of users who differ: a ratio metric whose views are not independent.
 *
 * <p>Each of 500 users sees a Poisson number of views with mean 5, and clicks on each with a chance
 * of their own, from a beta distribution.
 */
final class Clicks {
  private static final int USERS = 500;
  private static final double VIEWS = 5;

  private static final List<String> NAMES =
      List.of(
          "clicks_c",
          "views_c",
          "scc_c",
          "svv_c",
          "scv_c",
          "clicks_t",
          "views_t",
          "scc_t",
          "svv_t",
          "scv_t");

  private double clicks;
  private double views;
  private double clicksSquared;
  private double viewsSquared;
  private double product;

  private Clicks() {}

  /** An arm of one experiment. */
  interface Source {
    Clicks next();
  }

  /** The users of an arm, whose chances come from the beta distribution with these parameters. */
  static Clicks of(Sampler sampler, double a, double b) {
    var arm = new Clicks();
    for (var i = 0; i < USERS; i++) {
      var views = sampler.poisson(VIEWS);
      arm.add(sampler.successes(views, sampler.beta(a, b)), views);
    }
    return arm;
  }

  /** The clicks for each view that such users have in the long run. */
  static double expected(double a, double b) {
    return a / (a + b);
  }

  private void add(double clicksOfUser, double viewsOfUser) {
    clicks += clicksOfUser;
    views += viewsOfUser;
    clicksSquared += clicksOfUser * clicksOfUser;
    viewsSquared += viewsOfUser * viewsOfUser;
    product += clicksOfUser * viewsOfUser;
  }

  /**
   * Welch's test of the ratios by the delta method, as w, and the z test that takes each view for a
   * unit, as naive. The sums are of small whole numbers, so that centring them loses nothing.
   */
  static double[][] evaluate(Trial trial, Source control, Source treatment, String columns)
      throws SQLException {
    return trial.simulate(
        NAMES,
        1,
        (_, rows) -> {
          var c = control.next();
          var t = treatment.next();
          rows.add(
              c.clicks,
              c.views,
              c.centredClicks(),
              c.centredViews(),
              c.centredProduct(),
              t.clicks,
              t.views,
              t.centredClicks(),
              t.centredViews(),
              t.centredProduct());
        },
        """
        select %2$s
        from sample s
        cross join lateral stats.ratio_moments(
          %1$d, clicks_c / %1$d, views_c / %1$d, scc_c, svv_c, scv_c) c
        cross join lateral stats.ratio_moments(
          %1$d, clicks_t / %1$d, views_t / %1$d, scc_t, svv_t, scv_t) t
        cross join lateral stats.welch(%1$d, c.mean, c.variance, %1$d, t.mean, t.variance) w
        cross join lateral stats.proportions(
          clicks_c::bigint, views_c::bigint, clicks_t::bigint, views_t::bigint) naive
        """
            .formatted(USERS, columns));
  }

  private double centredClicks() {
    return clicksSquared - clicks * clicks / USERS;
  }

  private double centredViews() {
    return viewsSquared - views * views / USERS;
  }

  private double centredProduct() {
    return product - clicks * views / USERS;
  }
}
