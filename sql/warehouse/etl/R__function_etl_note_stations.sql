-- note_stations(line_id, stations): writes down how the stations of a line are doing, the first of them first.

create or replace function etl.note_stations(line_id smallint, stations jsonb)
  returns void
  language sql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
  insert into etl.line_station as s (line_id, place, station, workers, rows_per_second, busy_share, waiting, room)
  select note_stations.line_id, t.ordinality, n.*
  from jsonb_array_elements(stations) with ordinality t
  cross join jsonb_to_record(t.value) n(
    station text, workers integer, rows_per_second float8, busy_share float8, waiting integer, room integer)
  on conflict on constraint a_station_has_one_place_of_its_line do update
  set (station, workers, rows_per_second, busy_share, waiting, room, noted_at) =
    (excluded.station, excluded.workers, excluded.rows_per_second, excluded.busy_share, excluded.waiting, excluded.room,
     excluded.noted_at)
$$;

comment on function etl.note_stations(smallint, jsonb) is
  'Sets the rows of a line in etl.line_station: objects with station, workers, rows_per_second, busy_share, waiting, room.';

grant execute on function etl.note_stations(smallint, jsonb) to splitplot_etl;
