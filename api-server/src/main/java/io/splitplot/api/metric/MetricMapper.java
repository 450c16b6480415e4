package io.splitplot.api.metric;

import io.splitplot.api.web.Page;
import java.util.List;
import java.util.Optional;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** The statements about metrics. */
interface MetricMapper {
  @Select(
      """
      select splitplot.metric_document(m)
      from splitplot.add_metric(splitplot.metric_of(#{definition}::jsonb)) m
      """)
  String insert(@Param("definition") String definition);

  @Select(
      """
      select json_build_object(
        'key', a.key,
        'outcome', a.outcome,
        'version', a.version,
        'changes', a.changes)
      from splitplot.apply_metrics(#{definitions}::jsonb, #{dryRun}) a
      """)
  List<String> apply(@Param("definitions") String definitions, @Param("dryRun") boolean dryRun);

  @Select(
      """
      select json_build_object('key', m.key, 'versions', json_agg(
        splitplot.metric_document(m)::jsonb || jsonb_build_object('experiments', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'experiment', e.key,
            'state', e.state,
            'role', em.role) order by e.key), '[]')
          from splitplot.experiment_metric em
          join splitplot.experiment e using (experiment_id)
          where em.metric_id = m.metric_id)) order by m.version desc))
      from splitplot.metric m
      where m.key = #{key}
      group by m.key
      """)
  Optional<String> find(@Param("key") String key);

  @Select(
      """
      select document from (
        select distinct on (m.key) m.key, splitplot.metric_document(m) as document
        from splitplot.metric m
        where m.key > #{after}
        order by m.key, m.version desc) newest
      order by key
      limit #{limit}
      """)
  List<String> list(Page page);
}
