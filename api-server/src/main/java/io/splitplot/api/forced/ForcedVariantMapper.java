package io.splitplot.api.forced;

import io.splitplot.api.database.Versioned;
import io.splitplot.api.web.Page;
import java.util.List;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** The statements about forced variants. */
interface ForcedVariantMapper extends Versioned {
  String DOCUMENTS =
      """
      select json_build_object('unit', fv.unit_id, 'variant', v.key, 'since', lower(fv.valid))
      from splitplot.forced_variant fv
      join splitplot.variant v using (variant_id)
      join splitplot.experiment e on e.experiment_id = fv.experiment_id
      where e.key = #{experiment} and upper_inf(fv.valid)
      """;

  @Update("select splitplot.force_variant(#{experiment}, #{unit}, #{variant})")
  void force(
      @Param("experiment") String experiment,
      @Param("unit") String unit,
      @Param("variant") String variant);

  @Update("select splitplot.unforce_variant(#{experiment}, #{unit})")
  void unforce(@Param("experiment") String experiment, @Param("unit") String unit);

  @Select("select exists (select from splitplot.experiment where key = #{experiment})")
  boolean hasExperiment(@Param("experiment") String experiment);

  @Select(DOCUMENTS + "and fv.unit_id = #{unit}")
  String find(@Param("experiment") String experiment, @Param("unit") String unit);

  @Select(
      DOCUMENTS
          + """
          and fv.unit_id > #{page.after}
          order by fv.unit_id
          limit #{page.limit}
          """)
  List<String> list(@Param("experiment") String experiment, @Param("page") Page page);
}
