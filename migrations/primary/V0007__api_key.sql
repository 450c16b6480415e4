-- Keys of the HTTP API. Only hashes are stored: nobody can read a key back.

create table splitplot.api_key (
  api_key_id integer generated always as identity primary key,
  name       text not null unique,
  role       text not null,
  key_hash   bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  constraint an_api_key_name_is_lower_case_words check (name ~ '^[a-z0-9][a-z0-9_.-]{0,127}$'),
  constraint a_role_is_known check (role in ('client', 'analyst', 'editor', 'operator', 'admin')),
  constraint a_key_hash_is_sha256 check (octet_length(key_hash) = 32)
);

comment on table splitplot.api_key is 'Who may call the HTTP API, in which role. Made and revoked by the command line.';
comment on column splitplot.api_key.key_hash is
  'SHA-256 of the key''s UTF-8 text. Keys are 256 random bits, so no salt is needed.';

grant select on splitplot.api_key to splitplot_api;
