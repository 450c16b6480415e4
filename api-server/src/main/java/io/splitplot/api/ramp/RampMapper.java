package io.splitplot.api.ramp;

import io.splitplot.api.web.Guard;
import java.util.Optional;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The statements about ramps; the rules are in {@code sql/primary/ramp}. */
interface RampMapper {

  /**
   * The newest ramp of an experiment.
   *
   * @param version of the experiment
   * @param document the ramp as it is answered; null: the experiment has had none
   */
  record Stored(int version, @Nullable String document) {}

  @Select(
      """
      select
        e.version,
        case when r.ramp_id is not null then json_build_object(
          'experiment', e.key,
          'state', r.state,
          'step', r.step,
          'step_began_at', r.step_began_at,
          'created_at', r.created_at,
          'evidence_age_max', r.evidence_age_max,
          'waived', r.waived,
          'steps', (
            select json_agg(json_build_object(
              'traffic', trim_scale((s ->> 'traffic_ppm')::numeric / 1000000),
              'hold', s -> 'hold',
              'minimum_units', s -> 'minimum_units',
              'sample_ratio', s -> 'sample_ratio',
              'guardrails', s -> 'guardrails',
              'on_failure', s -> 'on_failure',
              'roll_back_to', trim_scale((s ->> 'roll_back_to_ppm')::numeric / 1000000))
              order by place)
            from jsonb_array_elements(splitplot.ramp_steps(r.ramp_id))
              with ordinality as steps(s, place)),
          'last_look', (
            select json_build_object(
              'looked_at', l.looked_at,
              'action', l.action,
              'step', l.step,
              'why', l.why,
              'evidence', l.evidence)
            from splitplot.ramp_look l
            where l.ramp_id = r.ramp_id),
          'events', (
            select json_agg(json_build_object(
              'occurred_at', v.occurred_at,
              'actor', v.actor,
              'action', v.action,
              'from_step', v.from_step,
              'to_step', v.to_step,
              'reason', v.reason,
              'evidence', v.evidence) order by v.ramp_event_id)
            from splitplot.ramp_event v
            where v.ramp_id = r.ramp_id)) end as document
      from splitplot.experiment e
      left join lateral (
        select * from splitplot.ramp newest
        where newest.experiment_id = e.experiment_id
        order by newest.ramp_id desc
        limit 1) r on true
      where e.key = #{key}
      """)
  Optional<Stored> find(@Param("key") String key);

  @Update(
      """
      select splitplot.plan_ramp(
        #{key}, #{it.steps}::jsonb, #{it.evidenceAgeMax}::interval, #{by.version}, #{by.reason})
      """)
  void plan(@Param("key") String key, @Param("it") NewRamp ramp, @Param("by") Guard by);

  @Update("select splitplot.advance_ramp(#{key}, #{by.version}, #{by.reason})")
  void advance(@Param("key") String key, @Param("by") Guard by);

  @Update("select splitplot.hold_ramp(#{key}, #{by.version}, #{by.reason})")
  void hold(@Param("key") String key, @Param("by") Guard by);

  @Update(
      """
      select splitplot.resume_ramp(
        #{key}, array(select jsonb_array_elements_text(#{waive}::jsonb)), #{by.version},
        #{by.reason})
      """)
  void resume(@Param("key") String key, @Param("waive") String waive, @Param("by") Guard by);

  @Update("select splitplot.roll_back_ramp(#{key}, #{ppm}, #{by.version}, #{by.reason})")
  void rollBack(
      @Param("key") String key, @Param("ppm") @Nullable Integer trafficPpm, @Param("by") Guard by);

  @Update("select splitplot.cancel_ramp(#{key}, #{by.version}, #{by.reason})")
  void cancel(@Param("key") String key, @Param("by") Guard by);

  /** The configuration version that this transaction makes. */
  @Select(
      """
      select max(version) from splitplot.configuration_version
      where transaction_id = pg_current_xact_id()
      """)
  long version();
}
