package io.splitplot.api.metric;

import io.splitplot.api.web.Page;
import java.util.List;
import org.apache.ibatis.annotations.Select;

/** The statements about metrics. */
interface MetricMapper {
  String DOCUMENT =
      """
      json_build_object(
        'key', m.key,
        'version', m.version,
        'kind', m.kind,
        'event', m.event,
        'net', m.net,
        'currency', m.currency,
        'window', m.metric_window,
        'direction', m.direction,
        'covariate', m.covariate_event,
        'description', m.description,
        'created_at', m.created_at)
      """;

  @Select(
      """
      insert into splitplot.metric as m
        (key, kind, event, net, currency, metric_window, direction, covariate_event, description)
      values
        (#{key}, #{kind}, #{event}, #{net}, #{currency}, #{window}::interval, #{direction},
         #{covariate}, #{description})
      returning
      """
          + DOCUMENT)
  String insert(NewMetric metric);

  @Select(
      """
      select document from (
        select distinct on (m.key) m.key,
      """
          + DOCUMENT
          + """
             as document
            from splitplot.metric m
            where m.key > #{after}
            order by m.key, m.version desc) newest
          order by key
          limit #{limit}
          """)
  List<String> list(Page page);
}
