-- The table that all forms but "record" fill, as the one of events is, and what is stored.

create schema forms;

create table forms.event (
  id          uuid primary key,
  units       jsonb not null,
  name        text not null,
  value       numeric,
  properties  jsonb,
  occurred_at timestamptz not null,
  received_at timestamptz not null default clock_timestamp()
);

create function forms.fact(n bigint, out id uuid, out units jsonb, out name text, out value numeric,
  out properties jsonb, out occurred_at timestamptz)
  language sql volatile
as $$
  select gen_random_uuid(), jsonb_build_object('user', 'u' || n, 'session', 's' || n), 'page_view', n,
    '{"page": "/products/17"}'::jsonb, clock_timestamp()
$$;
