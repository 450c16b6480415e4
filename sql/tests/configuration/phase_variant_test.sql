-- The variants of a phase: their weights are a whole, one is the control, and they set only what is theirs.

begin;
select plan(14);
\ir ../fixtures.sql

select pg_temp.make_layer('checkout', '{button,banner}');
select pg_temp.make_layer('search', '{ranking}');

-- at_commit(weights): what a commit says to a draft with these weights.
create function pg_temp.at_commit(weights integer[])
  returns text
  language sql
as $$
  select pg_temp.outcome(format(
    'set constraints all deferred; select pg_temp.make_draft(%L, ''checkout'', 1000000, %L); '
    'set constraints all immediate', 'draft-' || cardinality(weights), weights))
$$;

select is(pg_temp.at_commit('{999999}'), 'SP422 weights_do_not_sum_to_one variants.weight', 'one ppm too little');
select is(pg_temp.at_commit('{500000,500001}'), 'SP422 weights_do_not_sum_to_one variants.weight', 'one ppm too much');
select is(pg_temp.at_commit('{}'), 'SP422 weights_do_not_sum_to_one variants.weight', 'no variants');
select is(pg_temp.at_commit('{1000001,-1}'), '23514 a_weight_is_a_share_in_ppm', 'a negative weight');
select is(pg_temp.at_commit('{1000000}'), 'done', 'one variant with all the weight');
select is(pg_temp.at_commit('{333333,333333,333334}'), 'done', 'three variants, as even as can be');

select is(pg_temp.outcome($$
            update splitplot.phase_variant pv
            set weight_ppm = case when v.is_control then 0 else 500000 end
            from splitplot.variant v
            where v.variant_id = pv.variant_id and pv.phase_id = (select max(phase_id) from splitplot.phase);
            delete from splitplot.phase_variant where weight_ppm = 0$$),
          'SP422 not_one_control variants.control', 'without a control');
select is(pg_temp.outcome($$
            insert into splitplot.variant (experiment_id, key, position, is_control)
            select experiment_id, 'v9', 9, true from splitplot.variant where is_control$$),
          '23505 an_experiment_has_one_control', 'two controls');

select is(pg_temp.outcome($$update splitplot.phase_variant set parameters = '{"button": "blue", "banner": null}'$$),
          'done', 'a variant sets parameters of its layer');
select is(pg_temp.outcome($$update splitplot.phase_variant set parameters = '{"button": "blue", "ranking": 2}'$$),
          'SP422 parameter_of_another_layer variants.parameters.ranking', 'and none of another layer');
select is(pg_temp.outcome($$update splitplot.phase_variant set parameters = '{"buton": "blue"}'$$),
          'SP422 parameter_of_another_layer variants.parameters.buton', 'nor one that nobody has named');
select is(pg_temp.outcome($$update splitplot.phase_variant set parameters = '[1]'$$),
          '23514 parameters_are_an_object', 'parameters are an object');

select is(pg_temp.outcome($$
            insert into splitplot.layer_parameter
            select domain_id, 'button', layer_id from splitplot.layer where key = 'search'$$),
          '23505 a_parameter_belongs_to_one_layer_of_a_domain', 'two layers of a domain never share a parameter');
select is(pg_temp.outcome($$
            insert into splitplot.layer_parameter
            select l.domain_id + 1, 'size', l.layer_id from splitplot.layer l where key = 'search'$$),
          '23503 a_parameter_is_in_the_domain_of_its_layer', 'and none hides in another domain');

select * from finish();
rollback;
