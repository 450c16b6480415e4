select c.id, v.quantity, v.got, v.want, v.relative, v.absolute
from vectors.given c,
  lateral stats.bayes_proportions(
    (c.input ->> 'x_c')::bigint, (c.input ->> 'n_c')::bigint,
    (c.input ->> 'x_t')::bigint, (c.input ->> 'n_t')::bigint,
    (c.input ->> 'prior_a')::integer, (c.input ->> 'prior_b')::integer) b,
  lateral (values
    ('chance_t_beats_c', b.chance_to_win, vectors.number(c.output, 'chance_t_beats_c'), 0, 1e-10),
    ('expected_loss_choose_t', b.expected_loss_treatment,
      vectors.number(c.output, 'expected_loss_choose_t'), 1e-8, 0),
    ('expected_loss_choose_c', b.expected_loss_baseline,
      vectors.number(c.output, 'expected_loss_choose_c'), 1e-8, 0)
  ) v (quantity, got, want, relative, absolute)
where c.family = 'bayes_beta_binomial'
