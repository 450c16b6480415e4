-- Keys of the HTTP API can be told apart, rotated and limited, and it is known when they were used.
--
-- A name may have several secrets: the newest, and those that it superseded, which go on until they expire.
-- Keys made before have no prefix: they stay good, and are told apart by their name only.

set local lock_timeout = '10s';

alter table splitplot.api_key
  drop constraint api_key_name_key,
  add column prefix text,
  add column superseded_at timestamptz,
  add column rate_per_second integer,
  add column burst integer,
  add constraint a_key_prefix_is_sp_and_eight_characters check (prefix ~ '^sp_[0-9a-z]{8}$'),
  add constraint a_superseded_key_expires check (superseded_at is null or expires_at is not null),
  add constraint a_rate_limit_is_1_to_1000000 check (rate_per_second between 1 and 1000000),
  add constraint a_burst_is_1_to_1000000 check (burst between 1 and 1000000),
  add constraint a_burst_needs_a_rate_limit check (burst is null or rate_per_second is not null);

create unique index a_name_has_one_newest_key on splitplot.api_key (name) where superseded_at is null;

comment on column splitplot.api_key.prefix is
  'How the key''s text begins, up to the second underscore; no secret. Null: made before keys had one.';
comment on column splitplot.api_key.superseded_at is 'When the name got a newer secret; null: this is the newest.';
comment on column splitplot.api_key.rate_per_second is
  'Requests a second that each server takes with this key; null: the server''s setting.';
comment on column splitplot.api_key.burst is 'Requests at once after a rest; null: twice the rate.';

-- A table of its own, as a row changes each minute: that is no change of the key, and not for the audit log.
create table splitplot.api_key_use (
  api_key_id integer primary key references splitplot.api_key on delete cascade,
  used_at    timestamptz not null
);

comment on table splitplot.api_key_use is
  'When a key was last used, to about a minute; also when the request was refused for its role or rate.';

grant select on splitplot.api_key_use to splitplot_api;
