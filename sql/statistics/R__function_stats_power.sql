-- power(effect, standard_error, null_standard_error, alpha): the chance that a two-sided z test
-- finds an effect.
--
-- Both tails count. For means both errors are sqrt(sd_c^2/n_c + sd_t^2/n_t) (power_means); for
-- proportions the null's is pooled (power_proportions). Against the noncentral t it is too high
-- by little for fewer than 30 units.

create or replace function stats.power(
  effect float8, standard_error float8, null_standard_error float8, alpha float8)
  returns float8
  language plpgsql immutable strict parallel safe
as $$
declare
  border float8;
begin
  perform stats.require_power_arguments('stats.power', alpha, 1 - alpha / 4, 1);
  if not (abs(effect) < 'Infinity' and standard_error > 0 and null_standard_error > 0
          and standard_error < 'Infinity' and null_standard_error < 'Infinity') then
    raise exception 'stats.power: effect must be finite and standard errors positive, not %, %, %',
      effect, standard_error, null_standard_error using errcode = '22023';
  end if;
  border := stats.normal_quantile(alpha / 2) * null_standard_error;
  return stats.normal_cdf((border + effect) / standard_error)
       + stats.normal_cdf((border - effect) / standard_error);
end
$$;

comment on function stats.power(float8, float8, float8, float8) is
  'Power of a two-sided z test at alpha for an effect, given the standard error of its estimate and '
  'the one used by the test under no effect. Nonsense raises 22023.';
