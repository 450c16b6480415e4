package io.splitplot.api.layer;

import io.splitplot.api.web.Page;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** The statements about layers. */
interface LayerMapper {
  String DOCUMENT =
      """
      select json_build_object(
        'key', l.key,
        'domain', d.key,
        'unit_type', ut.key,
        'parameters', array(
          select lp.name from splitplot.layer_parameter lp
          where lp.layer_id = l.layer_id
          order by lp.name),
        'free', trim_scale((
          select coalesce(sum(upper(f.r) - lower(f.r)), 0) / 1000000.0
          from unnest(splitplot.free_buckets(l.layer_id, now())) as f(r))),
        'created_at', l.created_at)
      from splitplot.layer l
      join splitplot.domain d using (domain_id)
      join splitplot.unit_type ut on ut.unit_type_id = l.unit_type_id
      """;

  @Select(
      """
      insert into splitplot.layer (domain_id, unit_type_id, key)
      select d.domain_id, d.unit_type_id, #{key}
      from splitplot.find_domain(#{domain}, #{unitType}) d
      returning layer_id
      """)
  int insert(NewLayer layer);

  @Insert(
      """
      insert into splitplot.layer_parameter (domain_id, name, layer_id)
      select l.domain_id, #{name}, l.layer_id
      from splitplot.layer l
      where l.layer_id = #{layerId}
      """)
  void insertParameter(@Param("layerId") int layerId, @Param("name") String name);

  @Select(DOCUMENT + "where l.layer_id = #{layerId}")
  String document(@Param("layerId") int layerId);

  @Select(DOCUMENT + "where l.key > #{after} order by l.key limit #{limit}")
  List<String> list(Page page);
}
