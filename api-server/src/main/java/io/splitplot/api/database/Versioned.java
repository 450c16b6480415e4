package io.splitplot.api.database;

import org.apache.ibatis.annotations.Select;

/** Statements that change what is decided, so that who made one may wait for the plan with it. */
public interface Versioned {
  /** The configuration version that this transaction makes. */
  @Select(
      """
      select max(version) from splitplot.configuration_version
      where transaction_id = pg_current_xact_id()
      """)
  long version();
}
