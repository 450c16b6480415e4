-- A log-in pins the sessions that its units have begun.

create index session_by_unit on splitplot.session (unit_type_id, unit_id) where not is_pinned;
