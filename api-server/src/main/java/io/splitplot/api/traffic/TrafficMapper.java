package io.splitplot.api.traffic;

import java.time.OffsetDateTime;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** The statement about traffic. */
interface TrafficMapper {

  /**
   * The tree at an instant; null, or one that is yet to come: now, at an instant of which the
   * answer stays true.
   */
  @Select(
      """
      select splitplot.traffic(least(#{asOf}::timestamptz, s.as_of))
      from splitplot.plan_state() s
      """)
  String traffic(@Param("asOf") @Nullable OffsetDateTime asOf);
}
