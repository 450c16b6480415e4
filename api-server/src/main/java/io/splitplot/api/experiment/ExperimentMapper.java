package io.splitplot.api.experiment;

import io.splitplot.api.database.Versioned;
import io.splitplot.api.experiment.NewExperiment.NewMetricUse;
import io.splitplot.api.web.Guard;
import io.splitplot.api.web.Page;
import java.util.List;
import java.util.Optional;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The statements about experiments. */
interface ExperimentMapper extends Versioned {
  String DOCUMENT =
      """
      select e.version, splitplot.experiment_document(e) as document
      from splitplot.experiment e
      """;

  /** A layer, and the unit type that its experiments have. */
  record Place(@Nullable Integer layerId, int unitTypeId, String unitType) {}

  /** A shared control, and the layer whose buckets it owns. */
  record SharedControl(int sharedControlId, int layerId) {}

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
      select c.shared_control_id, c.layer_id
      from splitplot.shared_control c
      where c.key = #{key}
      """)
  Optional<SharedControl> sharedControl(@Param("key") String key);

  @Select(
      """
      insert into splitplot.experiment
        (key, unit_type_id, assignment, layer_id, shared_control_id, hypothesis, method)
      values
        (#{it.key}, #{place.unitTypeId}, #{it.assignment}, #{place.layerId}, #{sharedControlId},
         #{it.hypothesis}, #{it.method}::jsonb)
      returning experiment_id
      """)
  int insert(
      @Param("it") NewExperiment experiment,
      @Param("place") Place place,
      @Param("sharedControlId") @Nullable Integer sharedControlId);

  @Select(
      """
      insert into splitplot.phase (experiment_id, number, traffic_ppm, targeting)
      values (#{experimentId}, 1, #{it.trafficPpm}, #{it.targeting}::jsonb)
      returning phase_id
      """)
  int insertPhase(@Param("experimentId") int experimentId, @Param("it") NewExperiment experiment);

  @Insert(
      """
      with given as (
        select *
        from rows from (
          jsonb_to_recordset(#{it.variants}::jsonb)
            as (key text, weight_ppm integer, control boolean, parameters jsonb))
          with ordinality as v(key, weight_ppm, control, parameters, position)),
      made as (
        insert into splitplot.variant (experiment_id, key, position, is_control)
        select #{experimentId}, g.key, g.position, coalesce(g.control, false)
        from given g
        returning variant_id, experiment_id, key)
      insert into splitplot.phase_variant
        (phase_id, variant_id, experiment_id, weight_ppm, parameters)
      select #{phaseId}, m.variant_id, m.experiment_id, g.weight_ppm, coalesce(g.parameters, '{}')
      from made m
      join given g using (key)
      """)
  void insertVariants(
      @Param("experimentId") int experimentId,
      @Param("phaseId") int phaseId,
      @Param("it") NewExperiment experiment);

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

  @Update("select splitplot.start_experiment(#{key}, #{by.version}, #{by.reason})")
  void start(@Param("key") String key, @Param("by") Guard by);

  @Update("select splitplot.change_experiment(#{key}, #{it}::jsonb, #{by.version}, #{by.reason})")
  void change(@Param("key") String key, @Param("it") String change, @Param("by") Guard by);

  @Update("select splitplot.ramp_experiment(#{key}, #{ppm}, #{by.version}, #{by.reason})")
  void ramp(@Param("key") String key, @Param("ppm") int trafficPpm, @Param("by") Guard by);

  @Update("select splitplot.pause_experiment(#{key}, #{show}, #{by.version}, #{by.reason})")
  void pause(@Param("key") String key, @Param("show") String show, @Param("by") Guard by);

  @Update("select splitplot.resume_experiment(#{key}, #{by.version}, #{by.reason})")
  void resume(@Param("key") String key, @Param("by") Guard by);

  @Update("select splitplot.kill_experiment(#{key}, #{by.version}, #{by.reason})")
  void kill(@Param("key") String key, @Param("by") Guard by);

  @Update("select splitplot.stop_experiment(#{key}, #{by.version}, #{by.reason})")
  void stop(@Param("key") String key, @Param("by") Guard by);

  @Update(
      """
      select splitplot.conclude_experiment(
        #{key}, #{it.decision}, #{it.variant}, #{it.rollOutPpm}, #{by.version}, #{by.reason})
      """)
  void conclude(
      @Param("key") String key, @Param("it") Conclusion conclusion, @Param("by") Guard by);

  @Update("select splitplot.archive_experiment(#{key}, #{by.version}, #{by.reason})")
  void archive(@Param("key") String key, @Param("by") Guard by);

  @Select(DOCUMENT + "where e.key = #{key}")
  Optional<Stored> find(@Param("key") String key);

  @Select(
      DOCUMENT
          + """
          where e.key > #{page.after} and (e.archived_at is null or #{archived})
          order by e.key
          limit #{page.limit}
          """)
  List<Stored> list(@Param("page") Page page, @Param("archived") boolean archived);
}
