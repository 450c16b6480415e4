#!/usr/bin/env bats
# The demonstration as its user meets it: from nothing, again, after Ctrl-C and after kill -9.
# From outside only: the command line, HTTP and SQL. The tests build on each other, in this order.

setup_file() {
  export SPLITPLOT_HOME="$BATS_FILE_TMPDIR/home" SPLITPLOT_PORT=0
  export CSV="$BATS_TEST_DIRNAME/../../demo/hillstrom/hillstrom.csv"
}

teardown_file() {
  load common
  kill_tree
}

setup() {
  http_status="" http_body="" # what post sets
  load common
}

@test "from nothing, demo --exit prints both reports and ends with 0" {
  run "$SPLITPLOT" demo --exit
  [ "$status" -eq 0 ]
  [[ $output == *"hillstrom · running"* ]]
  [[ $output == *"green-button · running"* ]]
  [ ! -e "$SPLITPLOT_HOME/endpoints.json" ]
}

@test "a second start goes on with the same data and counts nothing twice" {
  start_demo
  [ "$(in_warehouse "select count(*) from fact.exposure where source = 1")" -eq 64000 ]
  in_primary "select count(*) from splitplot.exposure" >"$BATS_FILE_TMPDIR/exposures"
  grep -q "    0 facts stored, " "$DEMO_OUTPUT"
  [ "$(in_warehouse "select count(*) from rollup.rebuild()")" -eq 0 ]
}

@test "only the owner of the home can read its addresses and keys" {
  [ "$(stat --format %a "$SPLITPLOT_HOME/endpoints.json")" = 600 ]
}

@test "the report of Hillstrom's data equals sums made from the file" {
  run in_warehouse_script "$(sed "s#:csv#$CSV#" "$BATS_TEST_DIRNAME/hillstrom.sql")"
  [ "$status" -eq 0 ]
  [ "$output" = "9 rows compared, 0 differ" ]
}

@test "an assignment that was served is what SQL answers for the same instant" {
  local answers="$BATS_TEST_TMPDIR/answers" unit
  for unit in $(seq 1 200) 'O''Neil "x"' 'ünïcödé 漢字 🙂'; do
    post client /v1/assignments "{\"unit\":{\"user\":\"${unit//\"/\\\"}\"}}"
    [ "$http_status" -eq 200 ]
    printf '%s\t%s\n' "$unit" "${http_body//\\/\\\\}" >>"$answers"
  done
  run in_primary_script "$(sed "s#:answers#$answers#" "$BATS_TEST_DIRNAME/assignments.sql")"
  [ "$status" -eq 0 ]
  [ "${lines[-1]}" = "202 compared, 0 differ" ]
}

@test "a report of the past stays what it was after a thousand more events" {
  local instant before after batch
  instant=$(in_warehouse "select clock_timestamp()")
  before=$(in_warehouse "select * from report.experiment('green-button', '$instant')")
  batch=$(in_primary "
    select jsonb_build_object('events', jsonb_agg(jsonb_build_object(
      'id', gen_random_uuid(), 'unit', jsonb_build_object('user', f.unit_id), 'name', 'add_to_cart',
      'occurred_at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'))))
    from (select unit_id from splitplot.first_assignment limit 1000) f")
  post client /v1/events "$batch"
  [ "$http_status" -eq 200 ]
  [[ $http_body == *'"accepted":1000'* ]]
  wait_until caught_up
  after=$(in_warehouse "select * from report.experiment('green-button', '$instant')")
  [ "$before" = "$after" ]
  [ "$before" != "$(in_warehouse "select * from report.experiment('green-button')")" ]
}

@test "the report's page opens in a browser with a key as the password" {
  run curl --silent --user "analyst:$(endpoint analyst)" --header 'Accept: text/html' \
    "$(endpoint api)/v1/experiments/hillstrom/report"
  [ "$status" -eq 0 ]
  [[ $output == *"<html"* && $output == *"mens-email"* ]]
}

@test "bad input is refused with a sentence that names the field, and stores nothing" {
  local facts long
  facts=$(in_primary "select count(*) from splitplot.exposure")
  long=$(head -c 2097152 /dev/zero | tr '\0' x)
  post_file client /v1/assignments <<<"{\"unit\":{\"user\":\"$long\"}}"
  [ "$http_status" -eq 422 ]
  [[ $http_body == *"unit.user"* ]]
  post client /v1/exposures '{"exposures":[{"id":'
  [ "$http_status" -eq 400 ]
  post_file client /v1/exposures < <(printf '{"exposures":[{"id":"\xff\xfe"}]}')
  [ "$http_status" -eq 400 ]
  post editor /v1/experiments '{"key":"bad","layer":"checkout","unit_type":"user","traffic":0.1,
    "variants":[{"key":"a","weight":-0.5,"control":true},{"key":"b","weight":1.5}]}'
  [ "$http_status" -eq 422 ]
  [[ $http_body == *"variants[0].weight"* ]]
  post editor /v1/experiments '{"key":"bad","layer":"checkout","unit_type":"user","traffic":0.1,
    "variants":[{"key":"a","weight":0.5,"control":true},{"key":"b","weight":0.4}]}'
  [ "$http_status" -eq 422 ]
  [[ $http_body == *"weight"* ]]
  [ "$(in_primary "select count(*) from splitplot.experiment where key = 'bad'")" -eq 0 ]
  [ "$(in_primary "select count(*) from splitplot.exposure")" -eq "$facts" ]
}

@test "an import with an unknown variant names the line and the column, and stores nothing" {
  printf 'unit_id,variant\nx1,no-email\nx2,fax\n' >"$BATS_TEST_TMPDIR/shown.csv"
  run "$SPLITPLOT" import hillstrom --exposures "$BATS_TEST_TMPDIR/shown.csv"
  [ "$status" -eq 2 ]
  [[ $output == *"shown.csv:3"* && $output == *"variant"* && $output == *"fax"* ]]
  [ "$(in_warehouse "select count(*) from fact.exposure where unit_id = 'x1'")" -eq 0 ]
}

@test "an experiment of one's own is imported and reported with two commands" {
  printf 'unit_id,variant\na,blue\nb,red\nc,blue\nd,red\ne,blue\n' >"$BATS_TEST_TMPDIR/shown.csv"
  printf 'unit_id,bought,spent\na,1,10\nb,0,0\nc,1,20.5\nd,1,7\ne,0,\n' >"$BATS_TEST_TMPDIR/sales.csv"
  run "$SPLITPLOT" import buttons --create --control blue --exposures "$BATS_TEST_TMPDIR/shown.csv" \
    --outcomes "$BATS_TEST_TMPDIR/sales.csv"
  [ "$status" -eq 0 ]
  run in_warehouse "select variant, n, mean from report.experiment('buttons') where metric = 'buttons.spent'"
  [ "$output" = $'blue|3|10.166666666666666\nred|2|3.5' ]
  run "$SPLITPLOT" report buttons
  [ "$status" -eq 0 ]
  [[ $output == *"buttons.bought"* ]]
}

@test "a decision is explained step by step, and the verdict is the decision" {
  run "$SPLITPLOT" assign user somebody --explain
  [ "$status" -eq 0 ]
  [[ $output == *"by salt"* && $output == *"  => "* ]]
  run "$SPLITPLOT" assign user somebody --explain --experiment nothing
  [ "$status" -eq 0 ]
  [[ $output == *"=> nothing (unknown_experiment)"* ]]
}

@test "a person is exported, forgotten after a question, and then nowhere under that name" {
  local key
  key=$("$SPLITPLOT" key create forgetful --role admin)
  post client /v1/events '{"events":[{"id":"00000000-0000-4000-8000-00000000f0f0","unit":{"user":"to-forget"},
    "name":"page_view","occurred_at":"'"$(date -u +%FT%TZ)"'"}]}'
  [ "$http_status" -eq 200 ]
  wait_until caught_up
  SPLITPLOT_KEY=$key run "$SPLITPLOT" unit export to-forget
  [ "$status" -eq 0 ]
  [[ $output == *"00000000-0000-4000-8000-00000000f0f0"* ]]
  SPLITPLOT_KEY=$key run "$SPLITPLOT" unit forget to-forget </dev/null
  [ "$status" -eq 2 ]
  [[ $output == *"--yes"* ]]
  SPLITPLOT_KEY=$key run "$SPLITPLOT" unit forget user to-forget --yes
  [ "$status" -eq 0 ]
  [ "$(in_primary "select count(*) from splitplot.event e where e::text like '%to-forget%'")" -eq 0 ]
  [ "$(in_warehouse "select count(*) from fact.event e where e::text like '%to-forget%'")" -eq 0 ]
  [ "$(in_primary "select count(*) from splitplot.event where id = '00000000-0000-4000-8000-00000000f0f0'")" -eq 1 ]
}

@test "Ctrl-C stops everything cleanly" {
  local pid servers
  pid=$(endpoint pid)
  servers=$(tree "$pid")
  kill -s INT "$pid"
  wait_until is_gone "$pid"
  for pid in $servers; do
    wait_until is_gone "$pid"
  done
  [ ! -e "$SPLITPLOT_HOME/endpoints.json" ]
  grep -q "database system is shut down" "$SPLITPLOT_HOME/primary/server.log"
}

@test "after kill -9 of the whole tree in the middle, nothing acknowledged is lost or counted twice" {
  export SPLITPLOT_HOME="$BATS_FILE_TMPDIR/killed"
  local acknowledged="$BATS_TEST_TMPDIR/acknowledged" count
  begin_demo --shoppers 20000
  wait_until is_serving
  until has_shoppers; do
    acknowledge_event "$acknowledged"
  done
  kill_tree
  [ "$(grep -c "facts stored" "$DEMO_OUTPUT")" -eq 0 ]

  start_demo --shoppers 20000
  wait_until caught_up
  count=$(wc -l <"$acknowledged")
  [ "$count" -gt 0 ]
  [ "$(in_primary "select count(*) from splitplot.event where id in ($(ids "$acknowledged"))")" -eq "$count" ]
  [ "$(in_warehouse "select count(*) from fact.event where id in ($(ids "$acknowledged"))")" -eq "$count" ]
  [ "$(in_warehouse "select count(*) from fact.exposure where source = 1")" -eq 64000 ]
  [ "$(in_warehouse "select count(*) from rollup.rebuild()")" -eq 0 ]
  [ "$(in_primary "select count(*) from splitplot.exposure")" -eq \
    "$(in_warehouse "select count(*) from fact.exposure where source = 0")" ]
  [ "$(in_primary "select count(*) from splitplot.event")" -eq \
    "$(in_warehouse "select count(distinct id) from fact.event where source = 0")" ]
  # The shoppers come from a seed, so the second start brings what the kill cut off, and checks it.
  [ "$(grep -c "✗" "$DEMO_OUTPUT")" -eq 0 ]
}
