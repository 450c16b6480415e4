-- Since when a session is kept to what it began with: before that it was decided as any other, and so it is recomputed.

alter table splitplot.session add column pinned_at timestamptz;
update splitplot.session set pinned_at = started_at where is_pinned;
alter table splitplot.session
  add constraint a_pinned_session_says_since_when check (is_pinned = (pinned_at is not null));

comment on column splitplot.session.pinned_at is 'When the log-in was, by the primary''s clock; null: it is not pinned.';
