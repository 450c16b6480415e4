-- The audit log of one experiment is read by an index, however long the log has become.

set local lock_timeout = '10s';

create index audit_log_by_experiment
  on splitplot.audit_log ((coalesce(after, before) ->> 'experiment_id'), audit_log_id);
