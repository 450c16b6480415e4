package io.splitplot.api.segment;

import io.splitplot.api.web.Page;
import java.util.List;
import java.util.Optional;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** The statements about segments. */
interface SegmentMapper {
  /** A segment as it is answered. */
  record Stored(int version, String document) {}

  @Update("select splitplot.create_segment(#{key}, #{condition}::jsonb)")
  void create(@Param("key") String key, @Param("condition") String condition);

  @Update("select splitplot.change_segment(#{key}, #{condition}::jsonb, #{version})")
  void change(
      @Param("key") String key,
      @Param("condition") String condition,
      @Param("version") @Nullable Integer version);

  @Select(
      """
      select
        s.version,
        json_build_object(
          'key', s.key,
          'version', s.version,
          'condition', sc.condition,
          'since', lower(sc.valid),
          'created_at', s.created_at,
          'used_by', (
            select coalesce(json_agg(json_build_object(
              'experiment', u.experiment,
              'phase', u.phase,
              'since', lower(u.valid),
              'newest_condition', lower(u.valid) >= lower(sc.valid)) order by u.experiment), '[]')
            from splitplot.segment_users(s.key) u
            where not isempty(u.valid) and upper_inf(u.valid))) as document
      from splitplot.segment s
      join splitplot.segment_condition sc using (segment_id)
      where s.key = #{key} and upper_inf(sc.valid)
      """)
  Optional<Stored> find(@Param("key") String key);

  @Select(
      """
      select json_build_object(
        'key', s.key,
        'version', s.version,
        'condition', sc.condition,
        'since', lower(sc.valid),
        'created_at', s.created_at)
      from splitplot.segment s
      join splitplot.segment_condition sc using (segment_id)
      where s.key > #{after} and upper_inf(sc.valid)
      order by s.key
      limit #{limit}
      """)
  List<String> list(Page page);
}
