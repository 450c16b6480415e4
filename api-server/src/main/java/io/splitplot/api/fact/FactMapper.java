package io.splitplot.api.fact;

import io.splitplot.api.web.Page;
import java.util.List;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** The statements about settings of facts and names of events. */
interface FactMapper {
  @Select("select to_jsonb(s) - 'is_the_only_row' from splitplot.fact_setting s")
  String settings();

  @Select("select splitplot.change_fact_settings(#{change}::jsonb)")
  String change(String change);

  @Select("select splitplot.add_event_name(#{name})")
  boolean add(@Param("name") String name);

  @Select("select splitplot.remove_event_name(#{name})")
  boolean remove(@Param("name") String name);

  @Select(
      """
      select json_build_object('name', e.name, 'created_at', e.created_at)
      from splitplot.event_name e
      where e.name > #{after} order by e.name limit #{limit}
      """)
  List<String> list(Page page);
}
