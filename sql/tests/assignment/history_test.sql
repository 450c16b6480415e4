-- Random histories of configuration: nobody is moved by what others do, layers exclude, and every decision of the past
-- is made again exactly as it was.
--
-- A history is a few dozen random steps, each a transaction with an instant of its own; after each, people visit and
-- are exposed. What a step must not change is compared before and after it. A failure names the seed and the step.

begin;
select plan(14);
\ir ../fixtures.sql

-- The traffic: layers "a" and "b" of the root, a domain within "a" with layers "c" and "d", one within "c" with "e".
create function pg_temp.make_inner_layer(domain text, key text, parameter text)
  returns void
  language sql
as $$
  with made as (
    insert into splitplot.layer (domain_id, unit_type_id, key, salt)
    select d.domain_id, d.unit_type_id, make_inner_layer.key, 'layer-' || make_inner_layer.key from splitplot.domain d where d.key = domain
    returning *
  )
  insert into splitplot.layer_parameter (domain_id, name, layer_id)
  select made.domain_id, parameter, made.layer_id from made
$$;

select pg_temp.make_layer('a', '{pa}'), pg_temp.make_layer('b', '{pb}');
update splitplot.layer set salt = 'layer-' || key;
select splitplot.create_domain('inner', 'a', 400000);
select pg_temp.make_inner_layer('inner', 'c', 'pc'), pg_temp.make_inner_layer('inner', 'd', 'pd');
select splitplot.create_domain('deep', 'c', 500000);
select pg_temp.make_inner_layer('deep', 'e', 'pe');
select splitplot.create_shared_control('shared-a', 'a', 100000), splitplot.create_shared_control('shared-c', 'c', 100000);

-- People have a unit, attributes and a session. Who logs in may go on with another unit.
create table pg_temp.person (
  person_no integer primary key, unit_id text not null, attributes jsonb not null, session_id text not null);
create table pg_temp.violation (seed integer, step integer, operation text, target text, what text, detail text);
create table pg_temp.recorded (
  step integer, unit_id text, attributes jsonb, session_id text, decided_at timestamptz, experiment text, variant text,
  parameters jsonb, phase integer, reason text);
create table pg_temp.done (seed integer, operation text);
create table pg_temp.before (
  person_no integer, unit_id text, experiment text, variant text, parameters jsonb, phase integer, reason text,
  stored_variant text);
create table pg_temp.after (like pg_temp.before);

create table pg_temp.apart as
select x.layer_id as a, y.layer_id as b
from splitplot.layer x, splitplot.layer y
where not splitplot.layers_overlap(x.layer_id, y.layer_id);

create function pg_temp.chosen(choices text[])
  returns text
  language sql volatile
as 'select choices[1 + floor(random() * cardinality(choices))::integer]';

-- experiment_in(states): the key of a random experiment in one of the states.
create function pg_temp.experiment_in(states text[])
  returns text
  language sql volatile
as $$
  select e.key
  from splitplot.experiment e
  where e.state = any (states) and e.archived_at is null
  order by random()
  limit 1
$$;

create function pg_temp.make_random_draft(number integer)
  returns text
  language plpgsql
as $$
declare
  made_key text := 'e' || number;
  layer text := pg_temp.chosen('{a,a,b,c,c,d,e}');
  variant_count integer := 2 + floor(random() * 3);
  weights integer[] := array_fill(1000000 / variant_count, array[variant_count]);
begin
  weights[1] := 1000000 - (variant_count - 1) * weights[2];
  perform pg_temp.make_draft(
    made_key, layer, (10000 + random() * 100000)::integer, weights,
    case when random() < 0.3 then '{"country": "DE"}'::jsonb end);
  update splitplot.experiment e set salt = 'salt-' || made_key where e.key = made_key;
  if layer in ('a', 'c') and random() < 0.6 then
    update splitplot.experiment e
    set shared_control_id = c.shared_control_id
    from splitplot.shared_control c
    where c.key = 'shared-' || layer and e.key = made_key;
  end if;
  return made_key;
end
$$;

-- new_weights(experiment, tenths): all variants but the first get so many tenths.
create function pg_temp.new_weights(experiment text, tenths integer)
  returns jsonb
  language sql volatile
as $$
  select jsonb_agg(jsonb_build_object('key', v.key, 'weight_ppm',
    case when v.place = 1 then 1000000 - 100000 * (v.count - 1) * tenths else 100000 * tenths end))
  from (
    select v.key, row_number() over (order by v.position) as place, count(*) over () as count
    from splitplot.variant v join splitplot.experiment e using (experiment_id) where e.key = experiment) v
$$;

-- change_something(): one random change; the operation, and the experiment or the units that it is about.
create function pg_temp.change_something(step integer, out operation text, out target text)
  language plpgsql
as $$
declare
  first_person pg_temp.person;
  second_person pg_temp.person;
  traffic integer;
begin
  perform pg_temp.next_transaction();
  operation := pg_temp.chosen('{draft,draft,start,start,raise,raise,lower,lower,weights,targeting,pause,pause,resume,resume,
    stop,conclude,archive,hold out,end holdout,force,link,link,new session}');
  case operation
    when 'draft' then
      target := pg_temp.make_random_draft(1 + (select count(*) from splitplot.experiment)::integer);
    when 'start' then
      target := pg_temp.experiment_in('{draft}');
      perform splitplot.start_experiment(target);
    when 'raise', 'lower' then
      target := pg_temp.experiment_in('{running}');
      select p.traffic_ppm into traffic
      from splitplot.experiment e, splitplot.phase_in_force(e.experiment_id) p where e.key = target;
      perform splitplot.change_experiment(target, jsonb_build_object('traffic_ppm',
        case operation when 'raise' then traffic + (random() * 50000)::integer else (traffic * random())::integer end));
    when 'weights' then
      target := pg_temp.experiment_in('{running}');
      perform splitplot.change_experiment(target, jsonb_build_object(
        'variants', pg_temp.new_weights(target, 1 + floor(random() * 2)::integer), 'salt', pg_temp.chosen('{new,keep}')));
    when 'targeting' then
      target := pg_temp.experiment_in('{running}');
      perform splitplot.change_experiment(target,
        pg_temp.chosen('{"{\"targeting\": null}","{\"targeting\": {\"country\": \"DE\"}}"}')::jsonb);
    when 'pause' then
      target := pg_temp.experiment_in('{running}');
      perform splitplot.pause_experiment(target, pg_temp.chosen('{control,variant}'));
    when 'resume' then
      target := pg_temp.experiment_in('{paused}');
      perform splitplot.resume_experiment(target);
    when 'stop' then
      target := pg_temp.experiment_in('{running,paused}');
      perform splitplot.stop_experiment(target);
    when 'conclude' then
      target := pg_temp.experiment_in('{stopped}');
      perform splitplot.conclude_experiment(target, 'ship', 'v2', (random() * 50000)::integer, null, 'why not');
    when 'archive' then
      target := pg_temp.experiment_in('{stopped,concluded}');
      perform splitplot.archive_experiment(target);
    when 'hold out' then
      target := 'h' || step || '-' || floor(random() * 1e6);
      perform splitplot.create_holdout(target, pg_temp.chosen('{a,b,c,e}'), (random() * 40000)::integer);
    when 'end holdout' then
      select h.key into target from splitplot.holdout h order by random() limit 1;
      perform splitplot.release_buckets('holdout', target);
    when 'force' then
      target := pg_temp.experiment_in('{running}');
      insert into splitplot.forced_variant (experiment_id, unit_id, variant_id, valid)
      select e.experiment_id, p.unit_id, v.variant_id, tstzrange(splitplot.configuration_instant(), null)
      from splitplot.experiment e
      join splitplot.variant v using (experiment_id)
      cross join pg_temp.person p
      where e.key = target
      order by random()
      limit 1;
    when 'link' then
      select p.* into first_person from pg_temp.person p order by random() limit 1;
      select p.* into second_person from pg_temp.person p order by random() limit 1;
      perform splitplot.link_identity('user', first_person.unit_id, second_person.unit_id, first_person.session_id);
      if random() < 0.5 then
        update pg_temp.person p set unit_id = second_person.unit_id where p.person_no = first_person.person_no;
      end if;
    when 'new session' then
      update pg_temp.person p
      set session_id = 's' || step || '-' || floor(random() * 1e9) || '-' || p.person_no
      where random() < 0.3;
  end case;
exception
  -- Nothing to do it to, or too little traffic: as good as nothing.
  when sqlstate 'SP404' or sqlstate 'SP409' or sqlstate '23P01' then operation := 'refused ' || operation;
end
$$;

-- look(): what everybody gets now.
create function pg_temp.look()
  returns table (
    person_no integer, unit_id text, experiment text, variant text, parameters jsonb, phase integer, reason text,
    stored_variant text)
  language sql volatile
as $$
  select p.person_no, p.unit_id, a.experiment, a.variant, a.parameters, a.phase, a.reason, v.key
  from pg_temp.person p
  cross join lateral splitplot.assign('user', p.unit_id, p.attributes, clock_timestamp(), p.session_id) a
  join splitplot.experiment e on e.key = a.experiment
  left join splitplot.first_assignment f
    on f.experiment_id = e.experiment_id and f.unit_id = splitplot.deciding_unit('user', p.unit_id, p.session_id)
  left join splitplot.variant v on v.variant_id = f.variant_id
$$;

-- compare(): what the step must not have changed.
create function pg_temp.compare(seed integer, step integer, operation text, target text)
  returns void
  language sql
as $$
  insert into pg_temp.violation
  select compare.seed, compare.step, compare.operation, compare.target, w.what, format('%s %s: %s %s, then %s %s',
    coalesce(b.unit_id, a.unit_id), experiment, b.variant, b.reason, a.variant, a.reason)
  from pg_temp.before b
  full join pg_temp.after a using (person_no, experiment)
  cross join lateral (select
    case
      when operation in ('link', 'new session') then null
      when experiment is distinct from target
        and (b.variant, b.parameters, b.phase, b.reason) is distinct from (a.variant, a.parameters, a.phase, a.reason)
        then 'others are not touched'
      when experiment is distinct from target then null
      when operation = 'raise' and b.variant is not null and a.variant is distinct from b.variant
        then 'raising moves nobody'
      when operation = 'lower' and a.variant is not null and b.variant is distinct from a.variant
        then 'lowering admits and moves nobody'
      when operation in ('lower', 'raise', 'weights') and b.stored_variant is not null and b.variant is not null
        and a.variant is distinct from b.variant
        then 'who is enrolled stays'
    end as what) w
  where w.what is not null
$$;

-- check_layers(): who has variants of two experiments: their layers overlap, or both are the shared control.
create function pg_temp.check_layers(seed integer, step integer, operation text, target text)
  returns void
  language sql
as $$
  insert into pg_temp.violation
  select check_layers.seed, check_layers.step, check_layers.operation, check_layers.target,
    'experiments that share a layer share nobody but control units',
    format('%s: %s %s %s, %s %s %s', a.unit_id, a.experiment, a.variant, a.reason, b.experiment, b.variant, b.reason)
  from pg_temp.after a
  join pg_temp.after b on b.person_no = a.person_no and b.experiment > a.experiment
  join splitplot.experiment x on x.key = a.experiment
  join splitplot.experiment y on y.key = b.experiment
  join pg_temp.apart on apart.a = x.layer_id and apart.b = y.layer_id
  where a.variant is not null and b.variant is not null and 'forced' not in (a.reason, b.reason)
    and not (x.shared_control_id = y.shared_control_id and a.variant = 'v1' and b.variant = 'v1')
$$;

-- check_stored(): who was exposed sees that variant, or a reason why not.
create function pg_temp.check_stored(seed integer, step integer, operation text, target text)
  returns void
  language sql
as $$
  insert into pg_temp.violation
  select check_stored.seed, check_stored.step, check_stored.operation, check_stored.target,
    'who was exposed keeps the variant', format('%s %s: %s, not %s %s', unit_id, experiment, stored_variant, variant, reason)
  from pg_temp.after a
  where a.stored_variant is not null and a.variant <> a.stored_variant
    and a.reason not in ('forced', 'launched')
    -- Paused, everybody is shown the control.
    and not (a.reason = 'not_running' and a.variant = 'v1')
$$;

-- visit(): a third of the people come and are exposed to all they get.
create function pg_temp.visit(seed integer, step integer, operation text, target text)
  returns void
  language plpgsql
as $$
declare
  visitor pg_temp.person;
  instant timestamptz;
  seen jsonb;
  told record;
begin
  for visitor in select p.* from pg_temp.person p where random() < 0.33 loop
    instant := clock_timestamp();
    insert into pg_temp.recorded
    select visit.step, visitor.unit_id, visitor.attributes, visitor.session_id, instant, a.*
    from splitplot.assign('user', visitor.unit_id, visitor.attributes, instant, visitor.session_id) a;
    select jsonb_agg(pg_temp.exposure(r.experiment, visitor.unit_id, jsonb_build_object(
        'unit', jsonb_build_object('user', visitor.unit_id, 'session', visitor.session_id),
        'index', r.place, 'variant', r.variant, 'attributes', visitor.attributes)))
    into seen
    from (select a.*, row_number() over () as place from pg_temp.recorded a
          where a.decided_at = instant and a.variant is not null) r;
    if seen is not null then
      select * into told from splitplot.record_exposures(seen);
      insert into pg_temp.violation
      select visit.seed, visit.step, visit.operation, visit.target, 'what was decided is recorded',
        format('%s %s: %s %s was told %s', visitor.unit_id, r.experiment, r.variant, r.reason, j.code)
      from (select a.*, row_number() over () as place from pg_temp.recorded a
            where a.decided_at = instant and a.variant is not null) r
      left join jsonb_to_recordset(told.rejected) as j(index integer, code text) on j.index = r.place
      where coalesce(j.code, '') <> case r.reason
        when 'forced' then 'forced' when 'not_running' then 'not_running' when 'launched' then 'not_running' else '' end
        and not (r.reason = 'not_running' and j.code is null)
        and not (r.reason = 'forced' and j.code = 'not_running');
    end if;
  end loop;
end
$$;

create function pg_temp.history(seed integer, steps integer)
  returns void
  language plpgsql
as $$
declare
  made record;
begin
  perform setseed(seed / 1000.0);
  delete from pg_temp.person;
  insert into pg_temp.person
  select n, 'u' || n || '-' || history.seed, jsonb_build_object('country', case when random() < 0.6 then 'DE' else 'FR' end),
    's' || n || '-' || history.seed
  from generate_series(1, 20) n;
  perform pg_temp.next_transaction();
  perform splitplot.stop_experiment(e.key) from splitplot.experiment e where e.state in ('running', 'paused');
  perform splitplot.archive_experiment(e.key) from splitplot.experiment e where e.state = 'concluded' and e.archived_at is null;
  for number in 1 .. 5 loop
    perform pg_temp.next_transaction();
    perform splitplot.start_experiment(pg_temp.make_random_draft(1 + (select count(*) from splitplot.experiment)::integer));
  end loop;
  for step in 1 .. steps loop
    truncate pg_temp.before, pg_temp.after;
    insert into pg_temp.before select * from pg_temp.look();
    made := pg_temp.change_something(step);
    insert into pg_temp.done values (seed, made.operation);
    insert into pg_temp.after select * from pg_temp.look();
    perform pg_temp.compare(seed, step, made.operation, made.target);
    perform pg_temp.check_layers(seed, step, made.operation, made.target);
    perform pg_temp.check_stored(seed, step, made.operation, made.target);
    perform pg_temp.visit(seed, step, made.operation, made.target);
  end loop;
end
$$;

select pg_temp.history(seed, 40) from generate_series(1, 2) seed;
set constraints all immediate;

select is_empty(format('select * from pg_temp.violation where what = %L limit 5', promise), promise)
from unnest(array['others are not touched', 'raising moves nobody', 'lowering admits and moves nobody',
  'who is enrolled stays', 'experiments that share a layer share nobody but control units',
  'who was exposed keeps the variant', 'what was decided is recorded']) as promise;
select is_empty('select distinct what from pg_temp.violation', 'there is no other violation');

select is_empty(
  $$select r.step, r.unit_id, r.experiment, r.variant, r.reason, a.variant, a.reason
    from (select distinct step, unit_id, attributes, session_id, decided_at from pg_temp.recorded) r0
    cross join lateral splitplot.assign('user', r0.unit_id, r0.attributes, r0.decided_at, r0.session_id) a
    full join pg_temp.recorded r
      on r.decided_at = r0.decided_at and r.unit_id = r0.unit_id and r.session_id = r0.session_id
      and r.experiment = a.experiment
    where (r.variant, r.parameters, r.phase, r.reason) is distinct from (a.variant, a.parameters, a.phase, a.reason)
    limit 5$$,
  'every decision of the past is made again as it was');

-- Explained, it is the same, and follows from the steps.
create table pg_temp.explained as
select r.*, x.*
from (select distinct unit_id, attributes, session_id, decided_at from pg_temp.recorded order by decided_at desc limit 150) r
cross join lateral splitplot.assign_explain('user', r.unit_id, r.attributes, r.decided_at, null, r.session_id) x;
select is_empty(
  $$select r.unit_id, experiment, r.variant, r.reason, x.answer, x.reason
    from (select x.*, x.experiment_key as experiment from pg_temp.explained x where x.reason is not null) x
    left join pg_temp.recorded r using (unit_id, session_id, decided_at, experiment)
    where (r.variant, r.reason) is distinct from (x.answer, x.reason)
    limit 5$$,
  'the verdict of an explanation is the decision');
select is_empty(
  $$select *
    from (
      select
        unit_id, session_id, decided_at, experiment_key,
        max(reason) as verdict, max(answer) filter (where question = 'verdict') as variant,
        coalesce(max(answer) filter (where question = 'is it forced?'), 'no') <> 'no' as forced,
        max(answer) filter (where question = 'is it forced?') as forced_variant,
        bool_or(answer = 'no') filter (where question = 'is it targeted?') as untargeted,
        coalesce(bool_or(answer = 'no') filter (where question ~ 'domain'), false) as outside,
        coalesce(bool_or(answer = 'yes') filter (where question = 'is it held out?'), false) as held_out,
        bool_or(answer = 'yes') filter (where question ~ 'are open') as open,
        bool_or(answer = 'yes') filter (where question ~ 'are closed') as closed,
        bool_or(answer = 'yes') filter (where question ~ 'shared control') as shared,
        max(answer) filter (where question = 'which variant has its lot?') as lot,
        bool_or(answer = 'yes') filter (where question ~ 'saw first') as stored_wins,
        split_part(max(ranges) filter (where question ~ 'saw first'), ' since ', 1) as stored_variant,
        split_part(max(answer) filter (where question = 'which phase is in force?'), ', ', 2) as mode
      from pg_temp.explained
      group by 1, 2, 3, 4
    ) e
    cross join lateral (select
      case
        when forced then forced_variant
        when stored_wins then stored_variant
        when open then lot
        when mode = 'paused_control' and (closed or shared) or mode = 'running' and shared and verdict = 'shared_control'
          then 'v1'
      end as variant,
      case
        when forced then '{forced}'::text[]
        when untargeted then '{not_targeted}'
        when outside then '{not_in_traffic}'
        when held_out then '{holdout}'
        when open then case when mode = 'launched' then '{launched}'::text[] else '{split,sticky}' end
        when mode like 'paused%' and (closed or shared) then '{not_running,sticky}'
        when closed then '{not_in_traffic,sticky}'
        when shared then '{shared_control,not_in_traffic,sticky}'
        else '{not_in_traffic}'
      end as reasons
    ) expected
    where e.variant is distinct from expected.variant or e.verdict <> all (expected.reasons)
    limit 5$$,
  'and follows from its steps');

select is_empty(
  $$select pp.phase_id, c.phase_id
    from splitplot.phase_plan pp
    full join splitplot.compile_phases(array(select phase_id from splitplot.phase)) c using (phase_id)
    where pp is distinct from c
    limit 5$$,
  'every phase would be compiled to the same plan today');
select is_empty(
  $$select from splitplot.phase p join splitplot.experiment e using (experiment_id)
    where not isempty(p.valid) and e.assignment = 'splitplot'
      and not exists (select from splitplot.phase_plan pp where pp.phase_id = p.phase_id)$$,
  'and each has a plan');
select ok(
  count(distinct d.operation) filter (where d.operation !~ 'refused') >= 15
  and (select count(*) from pg_temp.recorded where variant is not null) > 100
  and (select count(distinct reason) from pg_temp.recorded) >= 8,
  'the histories were rich enough to prove something')
from pg_temp.done d;

select * from finish();
rollback;
