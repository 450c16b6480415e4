package io.splitplot.api.owner;

import io.splitplot.api.web.Page;
import java.util.List;
import java.util.Optional;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The statements about domains, holdouts and shared controls. */
interface OwnerMapper {
  /** What an owner has by now; the condition that names the owner follows. */
  String OWNED =
      """
      cross join lateral (
        select
          trim_scale(coalesce(sum(upper(a.buckets) - lower(a.buckets))
            filter (where upper_inf(a.valid)), 0) / 1000000.0) as traffic,
          case when not bool_or(upper_inf(a.valid)) then max(upper(a.valid)) end as ended_at
        from splitplot.allocation a
        where
      """;

  String DOMAIN =
      """
      select json_build_object(
        'key', d.key,
        'layer', l.key,
        'unit_type', ut.key,
        'traffic', owned.traffic,
        'layers', array(
          select i.key from splitplot.layer i where i.domain_id = d.domain_id order by i.key),
        'created_at', d.created_at,
        'ended_at', owned.ended_at)
      from splitplot.domain d
      join splitplot.layer l on l.layer_id = d.parent_layer_id
      join splitplot.unit_type ut on ut.unit_type_id = d.unit_type_id
      """
          + OWNED
          + " a.domain_id = d.domain_id) owned ";

  String HOLDOUT =
      """
      select json_build_object(
        'key', h.key,
        'layer', l.key,
        'domain', d.key,
        'unit_type', ut.key,
        'traffic', owned.traffic,
        'created_at', h.created_at,
        'ended_at', owned.ended_at)
      from splitplot.holdout h
      join splitplot.layer l using (layer_id)
      join splitplot.domain d using (domain_id)
      join splitplot.unit_type ut on ut.unit_type_id = l.unit_type_id
      """
          + OWNED
          + " a.holdout_id = h.holdout_id) owned ";

  String SHARED_CONTROL =
      """
      select json_build_object(
        'key', c.key,
        'layer', l.key,
        'unit_type', ut.key,
        'traffic', owned.traffic,
        'parameters', c.parameters,
        'experiments', array(
          select e.key from splitplot.experiment e
          where e.shared_control_id = c.shared_control_id and e.archived_at is null
          order by e.key),
        'created_at', c.created_at,
        'ended_at', owned.ended_at)
      from splitplot.shared_control c
      join splitplot.layer l using (layer_id)
      join splitplot.unit_type ut using (unit_type_id)
      """
          + OWNED
          + " a.shared_control_id = c.shared_control_id) owned ";

  @Update("select splitplot.create_domain(#{key}, #{layer}, #{trafficPpm})")
  void createDomain(NewDomain domain);

  @Select(DOMAIN + "where d.key = #{key}")
  Optional<String> domain(@Param("key") String key);

  @Select(DOMAIN + "where d.key > #{after} order by d.key limit #{limit}")
  List<String> domains(Page page);

  @Select("select splitplot.holdout_layer(#{domain}, #{unitType})")
  String holdoutLayer(@Param("domain") String domain, @Param("unitType") @Nullable String unitType);

  @Update("select splitplot.create_holdout(#{it.key}, #{layer}, #{it.trafficPpm})")
  void createHoldout(@Param("it") NewHoldout holdout, @Param("layer") String layer);

  @Select(HOLDOUT + "where h.key = #{key}")
  Optional<String> holdout(@Param("key") String key);

  @Select(HOLDOUT + "where h.key > #{after} order by h.key limit #{limit}")
  List<String> holdouts(Page page);

  @Update(
      """
      select splitplot.create_shared_control(
        #{key}, #{layer}, #{trafficPpm}, #{parameters}::jsonb)
      """)
  void createSharedControl(NewSharedControl control);

  @Select(SHARED_CONTROL + "where c.key = #{key}")
  Optional<String> sharedControl(@Param("key") String key);

  @Select(SHARED_CONTROL + "where c.key > #{after} order by c.key limit #{limit}")
  List<String> sharedControls(Page page);

  @Update("select splitplot.release_buckets(#{kind}, #{key})")
  void end(@Param("kind") String kind, @Param("key") String key);
}
