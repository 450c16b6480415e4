package io.splitplot.api.report;

import java.util.Optional;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** Reads the audit log of the primary. */
interface AuditMapper {

  /** The newest changes of everything that belongs to an experiment; empty when there is none. */
  @Select(
      """
      select json_build_object(
        'experiment', e.key,
        'changes', (
          select coalesce(json_agg(json_build_object(
            'occurred_at', c.occurred_at,
            'actor', c.actor,
            'step', splitplot.life_cycle_step(c),
            'reason', c.reason,
            'action', c.action,
            'table', c.table_name,
            'before', c.before,
            'after', c.after) order by c.audit_log_id desc), '[]')
          from (
            select a.*
            from splitplot.audit_log a
            where coalesce(a.after, a.before) ->> 'experiment_id' = e.experiment_id::text
            order by a.audit_log_id desc
            limit #{limit}) c))
      from splitplot.experiment e
      where e.key = #{key}
      """)
  Optional<String> changes(@Param("key") String key, @Param("limit") int limit);
}
