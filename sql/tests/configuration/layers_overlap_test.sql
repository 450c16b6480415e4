-- Layers overlap when a unit can be in both; then a parameter belongs to one of them only, however deep they are.
--
--   root ─┬─ a ─┬─ domain left ─┬─ left-1 ── domain deep ── deep-1
--         │     │               └─ left-2
--         │     └─ domain right ── right-1
--         └─ b ──── domain other ── other-1

begin;
select plan(31);
\ir ../fixtures.sql

-- put_layer(key, domain): a layer of users in a domain.
create function pg_temp.put_layer(key text, domain text)
  returns void
  language sql
as $$
  insert into splitplot.layer (domain_id, unit_type_id, key)
  select d.domain_id, d.unit_type_id, put_layer.key from splitplot.domain d where d.key = domain
$$;

-- give(layer, parameter): makes the layer its owner.
create function pg_temp.give(layer text, parameter text)
  returns void
  language sql
as $$
  insert into splitplot.layer_parameter (domain_id, name, layer_id)
  select l.domain_id, parameter, l.layer_id from splitplot.layer l where l.key = layer
$$;

select pg_temp.make_layer('a', '{}'), pg_temp.make_layer('b', '{}');
select splitplot.create_domain('left', 'a', 300000), splitplot.create_domain('right', 'a', 300000),
  splitplot.create_domain('other', 'b', 300000);
select pg_temp.put_layer('left-1', 'left'), pg_temp.put_layer('left-2', 'left'), pg_temp.put_layer('right-1', 'right'),
  pg_temp.put_layer('other-1', 'other');
select splitplot.create_domain('deep', 'left-1', 500000);
select pg_temp.put_layer('deep-1', 'deep');

create table pg_temp.pair as
select *
from (values
  ('a', 'a', false), ('a', 'b', true), ('a', 'left-1', false), ('a', 'right-1', false), ('a', 'deep-1', false),
  ('a', 'other-1', true), ('b', 'left-1', true), ('b', 'deep-1', true), ('b', 'other-1', false),
  ('left-1', 'left-2', true), ('left-1', 'right-1', false), ('left-1', 'deep-1', false), ('left-1', 'other-1', true),
  ('left-2', 'deep-1', true), ('right-1', 'deep-1', false), ('right-1', 'other-1', true),
  ('deep-1', 'other-1', true)) as p(one, other, overlap);

select is(splitplot.layers_overlap(x.layer_id, y.layer_id) and splitplot.layers_overlap(y.layer_id, x.layer_id), true,
          format('a unit can be in %s and in %s', p.one, p.other))
from pg_temp.pair p
join splitplot.layer x on x.key = p.one
join splitplot.layer y on y.key = p.other
where p.overlap;
select is(splitplot.layers_overlap(x.layer_id, y.layer_id) or splitplot.layers_overlap(y.layer_id, x.layer_id), false,
          format('no unit has a bucket of %s and is in %s', p.one, p.other))
from pg_temp.pair p
join splitplot.layer x on x.key = p.one
join splitplot.layer y on y.key = p.other
where not p.overlap;

-- One parameter a pair, so that each pair is tried by itself.
select pg_temp.give(p.one, format('of %s and %s', p.one, p.other)) from pg_temp.pair p where p.one <> p.other;
select is(
  pg_temp.outcome(format('select pg_temp.give(%L, %L)', p.other, format('of %s and %s', p.one, p.other))),
  case
    when not p.overlap then 'done'
    when (select count(distinct l.domain_id) from splitplot.layer l where l.key in (p.one, p.other)) = 1 then
      '23505 a_parameter_belongs_to_one_layer_of_a_domain'
    else 'SP409 parameter_of_another_layer parameters'
  end,
  format('a parameter of %s: may %s own it too?', p.one, p.other))
from pg_temp.pair p
where p.one <> p.other and p.other <> 'b'
limit 13;
select is(pg_temp.outcome($$select pg_temp.give('a', '$button')$$), '23514 names_that_begin_with_a_dollar_are_reserved',
          'names that begin with a dollar are nobody''s');

select * from finish();
rollback;
