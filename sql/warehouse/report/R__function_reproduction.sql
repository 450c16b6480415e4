-- reproduction(control, line): a line of R that computes a comparison again, from its moments.
--
-- Phases are vectors, so that the line is the same for one phase and for many: differences within phases, weighted by
-- n_c n_t / (n_c + n_t), with degrees of freedom by Satterthwaite. Numbers are written so that they are read back exactly.

create or replace function report.reproduction(control report.line, line report.line)
  returns text
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  select format(
      'a<-c(%s);b<-c(%s);x<-c(%s);y<-c(%s);u<-c(%s);v<-c(%s);'
      'w<-a*b/(a+b);w<-w/sum(w);d<-sum(w*(y-x));s2<-u/(a-1)/a+v/(b-1)/b;se<-sqrt(sum(w^2*s2));'
      'f<-s2^2/((u/(a-1)/a)^2/(a-1)+(v/(b-1)/b)^2/(b-1));f[is.nan(f)]<-(a+b-2)[is.nan(f)];df<-sum(w^2*s2)^2/sum((w^2*s2)^2/f);',
      string_agg(p.n_c::text, ',' order by p.phase), string_agg(p.n_t::text, ',' order by p.phase),
      string_agg(p.mean_c::text, ',' order by p.phase), string_agg(p.mean_t::text, ',' order by p.phase),
      string_agg(p.m2_c::text, ',' order by p.phase), string_agg(p.m2_t::text, ',' order by p.phase))
    || case
      when line.mixing_variance is not null then format(
        'g<-%s/se^2;h<-se*sqrt((1+1/g)*(log1p(g)-2*log(%s)));'
        'c(difference=d,se=se,look.p=exp(min(0,-((d/se)^2*g/(1+g)-log1p(g))/2)),low=d-h,high=d+h)',
        line.mixing_variance, (1 - line.level::numeric))
      else format(
        'h<-qt(1-%s/2,df)*se;c(difference=d,se=se,df=df,p=2*pt(-abs(d/se),df),low=d-h,high=d+h)',
        (1 - line.level::numeric))
    end
  from (
    select t.phase, c.n as n_c, c.mean as mean_c, c.m2 as m2_c, t.n as n_t, t.mean as mean_t, t.m2 as m2_t
    from jsonb_to_recordset(line.moments) as t(phase integer, n bigint, mean float8, m2 float8)
    join jsonb_to_recordset(control.moments) as c(phase integer, n bigint, mean float8, m2 float8) using (phase)
    where c.n > 1 and t.n > 1
  ) p
  where line.standard_error > 0
$$;

comment on function report.reproduction(report.line, report.line) is
  'R that gives difference, standard error and, by Welch, degrees of freedom, p-value and interval of a comparison; of an '
  'always-valid one the p-value and interval of this look. Null where there is no comparison.';

grant execute on function report.reproduction(report.line, report.line) to splitplot_analyst, splitplot_reporter;
