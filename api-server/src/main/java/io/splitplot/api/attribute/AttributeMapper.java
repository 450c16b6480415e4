package io.splitplot.api.attribute;

import io.splitplot.api.web.Page;
import java.util.List;
import java.util.Optional;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** The statements about attributes. */
interface AttributeMapper {
  String DOCUMENT =
      """
      select json_build_object(
        'name', a.name,
        'type', a.type,
        'description', a.description,
        'created_at', a.created_at)
      from splitplot.attribute a
      """;

  @Update("select splitplot.declare_attribute(#{name}, #{type}, #{description})")
  void declare(
      @Param("name") String name,
      @Param("type") String type,
      @Param("description") String description);

  @Select(DOCUMENT + "where a.name = #{name}")
  Optional<String> find(@Param("name") String name);

  @Select(DOCUMENT + "where a.name > #{after} order by a.name limit #{limit}")
  List<String> list(Page page);
}
