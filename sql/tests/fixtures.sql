-- What the tests of the primary build on. Include it after a test's begin: \ir ../fixtures.sql
--
-- A test is one transaction that is rolled back, so nothing here is ever stored.

-- make_layer(key, parameters): a layer of users.
create function pg_temp.make_layer(key text, parameters text[] default '{button}')
  returns void
  language sql
as $$
  with made as (
    insert into splitplot.layer (domain_id, unit_type_id, key)
    select d.domain_id, d.unit_type_id, make_layer.key
    from splitplot.domain d
    join splitplot.unit_type ut using (unit_type_id)
    where ut.key = 'user' and d.key = 'root'
    returning *
  )
  insert into splitplot.layer_parameter (domain_id, name, layer_id)
  select made.domain_id, p.name, made.layer_id
  from made, unnest(parameters) as p(name)
$$;

-- make_draft(key, layer, traffic_ppm, weights, targeting): an experiment on users with variants v1 (the
-- control), v2, ... of these weights, and its first phase. Without a layer it is assigned elsewhere.
create function pg_temp.make_draft(
  key text, layer text, traffic_ppm integer default 1000000, weights integer[] default '{500000,500000}',
  targeting jsonb default null)
  returns void
  language plpgsql
as $$
declare
  made_experiment integer;
  made_phase integer;
begin
  insert into splitplot.experiment (key, unit_type_id, assignment, layer_id, method)
  select make_draft.key, ut.unit_type_id, case when layer is null then 'external' else 'splitplot' end,
    (select l.layer_id from splitplot.layer l where l.key = layer), '{"kind": "fixed"}'
  from splitplot.unit_type ut
  where ut.key = 'user'
  returning experiment_id into made_experiment;

  insert into splitplot.variant (experiment_id, key, position, is_control)
  select made_experiment, 'v' || place, place, place = 1
  from generate_subscripts(weights, 1) as place;

  insert into splitplot.phase (experiment_id, number, traffic_ppm, targeting)
  values (made_experiment, 1, make_draft.traffic_ppm, make_draft.targeting)
  returning phase_id into made_phase;

  insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm)
  select made_phase, v.variant_id, made_experiment, weights[v.position]
  from splitplot.variant v
  where v.experiment_id = made_experiment;
end
$$;

-- next_transaction(): what changes from here on has a configuration instant of its own, as if this
-- transaction had been committed and another begun.
create function pg_temp.next_transaction()
  returns void
  language sql
as $$
  update splitplot.configuration_version
  set transaction_id = (4611686018427387904 + version)::text::xid8
  where transaction_id = pg_current_xact_id()
$$;

-- outcome(statement, acting_role): 'done', or what its refusal tells a program: SQLSTATE, code and field.
-- The statement stays done; a refused one leaves nothing.
create function pg_temp.outcome(statement text, acting_role text default current_user)
  returns text
  language plpgsql
as $$
declare
  own_role text := current_user;
  code text;
  field text;
begin
  perform set_config('role', acting_role, true);
  execute statement;
  perform set_config('role', own_role, true);
  return 'done';
exception
  when others then
    get stacked diagnostics code = constraint_name, field = column_name;
    return concat_ws(' ', sqlstate, nullif(code, ''), nullif(field, ''));
end
$$;

-- exposure(experiment, unit, more): a reported exposure that occurred right now; more adds and replaces fields.
create function pg_temp.exposure(experiment text, unit text, more jsonb default '{}')
  returns jsonb
  language sql volatile
as $$
  select jsonb_build_object('id', gen_random_uuid(), 'experiment', experiment, 'unit', jsonb_build_object('user', unit),
                            'occurred_at', clock_timestamp()) || more
$$;

-- batch(reports): what the API hands on: the reports with their places, from 0.
create function pg_temp.batch(variadic reports jsonb[])
  returns jsonb
  language sql
as $$
  select jsonb_agg(report || jsonb_build_object('index', place - 1) order by place)
  from unnest(reports) with ordinality as r(report, place)
$$;

-- codes(rejected): the place and code of each refused report.
create function pg_temp.codes(rejected jsonb)
  returns text
  language sql
as $$
  select string_agg(r ->> 'index' || ' ' || (r ->> 'code'), ', ' order by place)
  from jsonb_array_elements(rejected) with ordinality as e(r, place)
$$;
