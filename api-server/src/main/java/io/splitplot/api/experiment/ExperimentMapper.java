package io.splitplot.api.experiment;

import io.splitplot.api.experiment.NewExperiment.NewMetricUse;
import io.splitplot.api.experiment.NewExperiment.NewVariant;
import io.splitplot.api.web.Page;
import java.util.List;
import java.util.Optional;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The statements about experiments. */
interface ExperimentMapper {
  String DOCUMENT =
      """
      select
        e.version,
        json_build_object(
          'key', e.key,
          'state', e.state,
          'version', e.version,
          'assignment', e.assignment,
          'layer', l.key,
          'unit_type', ut.key,
          'phase', p.number,
          'traffic',
            case when e.assignment = 'splitplot' then trim_scale(p.traffic_ppm / 1000000.0) end,
          'hypothesis', e.hypothesis,
          'targeting', p.targeting,
          'variants', (
            select json_agg(json_build_object(
              'key', v.key,
              'weight', trim_scale(pv.weight_ppm / 1000000.0),
              'control', v.is_control,
              'parameters', pv.parameters) order by v.position)
            from splitplot.phase_variant pv
            join splitplot.variant v using (variant_id)
            where pv.phase_id = p.phase_id),
          'metrics', (
            select coalesce(json_agg(json_build_object(
              'metric', m.key,
              'version', m.version,
              'role', em.role) order by em.role, m.key), '[]')
            from splitplot.experiment_metric em
            join splitplot.metric m using (metric_id)
            where em.experiment_id = e.experiment_id),
          'method', e.method,
          'created_at', e.created_at,
          'started_at', e.started_at,
          'stopped_at', e.stopped_at) as document
      from splitplot.experiment e
      join splitplot.unit_type ut using (unit_type_id)
      left join splitplot.layer l using (layer_id)
      cross join lateral (
        select * from splitplot.phase ph
        where ph.experiment_id = e.experiment_id
        order by ph.number desc
        limit 1) p
      """;

  /** A layer, and the unit type that its experiments have. */
  record Place(@Nullable Integer layerId, int unitTypeId, String unitType) {}

  /** An experiment as it is answered. */
  record Stored(int version, String document) {}

  @Select(
      """
      select l.layer_id, l.unit_type_id, ut.key as unit_type
      from splitplot.layer l
      join splitplot.unit_type ut using (unit_type_id)
      where l.key = #{key}
      """)
  Optional<Place> placeInLayer(@Param("key") String key);

  @Select(
      """
      select null::integer as layer_id, ut.unit_type_id, ut.key as unit_type
      from splitplot.unit_type ut
      where ut.key = #{unitType}
      """)
  Optional<Place> placeElsewhere(@Param("unitType") String unitType);

  @Select(
      """
      insert into splitplot.experiment
        (key, unit_type_id, assignment, layer_id, hypothesis, method)
      values
        (#{it.key}, #{place.unitTypeId}, #{it.assignment}, #{place.layerId}, #{it.hypothesis},
         #{it.method}::jsonb)
      returning experiment_id
      """)
  int insert(@Param("it") NewExperiment experiment, @Param("place") Place place);

  @Select(
      """
      insert into splitplot.phase (experiment_id, number, traffic_ppm, targeting)
      values (#{experimentId}, 1, #{it.trafficPpm}, #{it.targeting}::jsonb)
      returning phase_id
      """)
  int insertPhase(@Param("experimentId") int experimentId, @Param("it") NewExperiment experiment);

  @Insert(
      """
      with variant as (
        insert into splitplot.variant (experiment_id, key, position, is_control)
        values (#{experimentId}, #{it.key}, #{position}, #{it.control})
        returning variant_id, experiment_id)
      insert into splitplot.phase_variant
        (phase_id, variant_id, experiment_id, weight_ppm, parameters)
      select #{phaseId}, v.variant_id, v.experiment_id, #{it.weightPpm}, #{it.parameters}::jsonb
      from variant v
      """)
  void insertVariant(
      @Param("experimentId") int experimentId,
      @Param("phaseId") int phaseId,
      @Param("position") int position,
      @Param("it") NewVariant variant);

  /** How many rows it was: 0 when there is no such metric. */
  @Insert(
      """
      insert into splitplot.experiment_metric (experiment_id, metric_id, role)
      select #{experimentId}, m.metric_id, #{it.role}
      from splitplot.metric m
      where m.key = #{it.metric}
      order by m.version desc
      limit 1
      """)
  int insertMetric(@Param("experimentId") int experimentId, @Param("it") NewMetricUse metric);

  @Update("select splitplot.start_experiment(#{key}, #{version})")
  void start(@Param("key") String key, @Param("version") @Nullable Integer version);

  @Update("select splitplot.stop_experiment(#{key}, #{version})")
  void stop(@Param("key") String key, @Param("version") @Nullable Integer version);

  /** The configuration version that this transaction makes. */
  @Select(
      """
      select max(version) from splitplot.configuration_version
      where transaction_id = pg_current_xact_id()
      """)
  long version();

  @Select(DOCUMENT + "where e.key = #{key}")
  Optional<Stored> find(@Param("key") String key);

  @Select(DOCUMENT + "where e.key > #{after} order by e.key limit #{limit}")
  List<Stored> list(Page page);
}
