# shellcheck shell=bash
# What the tests of the demonstration share: to start and to kill it, and to ask it by HTTP and SQL.

SPLITPLOT="$BATS_TEST_DIRNAME/../../../splitplot"
DEMO_OUTPUT="$BATS_FILE_TMPDIR/demo.out"

readonly WAIT_SECONDS_MAX=300

# Starts the demonstration in the background, in a session of its own. A shell lets what it starts there
# ignore Ctrl-C, which a user's terminal would not. Arguments are options of the demonstration.
begin_demo() {
  setsid env --default-signal=INT "$SPLITPLOT" demo "$@" >"$DEMO_OUTPUT" 2>&1 3>&- &
  echo $! >"$BATS_FILE_TMPDIR/demo.pid"
}

start_demo() {
  begin_demo "$@"
  wait_until grep -q "Ctrl-C stops everything" "$DEMO_OUTPUT"
}

# Waits for a condition; shows what the demonstration said when it does not come true.
wait_until() {
  local deadline=$((SECONDS + WAIT_SECONDS_MAX))
  until "$@"; do
    if ((SECONDS > deadline)); then
      echo "waited $WAIT_SECONDS_MAX s in vain for: $*"
      cat "$DEMO_OUTPUT"
      return 1
    fi
    sleep 0.1
  done
}

is_gone() { ! kill -0 "$1" 2>/dev/null; }

# The process and everything below it, by one look: what is asked for one by one has changed meanwhile.
tree() {
  ps -e -o pid=,ppid= | awk -v top="$1" '
    { parent[$1] = $2 }
    END {
      for (pid in parent) {
        at = pid
        while (at != top && at in parent) at = parent[at]
        if (at == top) print pid
      }
    }'
}

# Ends the demonstration that was begun here, and all its children, as a power cut would.
kill_tree() {
  local pids
  [[ -e $BATS_FILE_TMPDIR/demo.pid ]] || return 0
  pids=$(tree "$(<"$BATS_FILE_TMPDIR/demo.pid")")
  # shellcheck disable=SC2086 # a list of numbers
  kill -s KILL $pids 2>/dev/null || true
  rm "$BATS_FILE_TMPDIR/demo.pid"
}

# endpoint NAME: an address, or the key of a role, from endpoints.json.
endpoint() { sed -n "s/^ *\"$1\" : \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}$/\1/p" "$SPLITPLOT_HOME/endpoints.json"; }

in_primary() { ask primary --command "$1"; }
in_warehouse() { ask warehouse --command "$1"; }
in_primary_script() { ask primary <<<"$1"; }
in_warehouse_script() { ask warehouse <<<"$1"; }

ask() {
  local url
  url=$(endpoint "$1")
  psql "${url#jdbc:}" --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 "${@:2}"
}

# post ROLE PATH BODY: sets http_status and http_body.
post() { post_file "$1" "$2" <<<"$3"; }

post_file() {
  local answer
  answer=$(curl --silent --write-out '\n%{http_code}' --header "Authorization: Bearer $(endpoint "$1")" \
    --header 'Content-Type: application/json' --data-binary @- "$(endpoint api)$2")
  http_status=${answer##*$'\n'}
  http_body=${answer%$'\n'*}
}

# Everything that is committed on the primary is in the reports.
caught_up() {
  local facts
  facts=$(in_primary "select (select count(*) from splitplot.exposure) || ' ' || (select count(*) from splitplot.event)")
  [ "$(in_warehouse "
    select (select count(*) from fact.exposure where source = 0) || ' '
        || (select count(distinct id) from fact.event where source = 0)
    from etl.batch b
    where b.feed_event_to >= (select coalesce(max(arrival), 0) from fact.event where source = 0)
      and b.feed_exposure_to >= (select coalesce(max(arrival), 0) from fact.exposure where source = 0)
    order by b.batch_id desc limit 1")" = "$facts" ]
}

is_serving() { [[ -e $SPLITPLOT_HOME/endpoints.json ]]; }

# The shoppers are on their way: the first of them are exposed already.
has_shoppers() { [ "$(in_primary "select exists (select from splitplot.exposure)")" = t ]; }

# Reports one event, and writes its id down when it was acknowledged.
acknowledge_event() {
  local id
  id=$(</proc/sys/kernel/random/uuid)
  post client /v1/events "{\"events\":[{\"id\":\"$id\",\"unit\":{\"user\":\"ledger\"},\"name\":\"seen\",
    \"occurred_at\":\"$(date --utc +%Y-%m-%dT%H:%M:%SZ)\"}]}"
  if [[ $http_status == 200 && $http_body == *'"accepted":1'* ]]; then
    echo "$id" >>"$1"
  fi
}

# The ids in a file as SQL literals.
ids() { sed "s/.*/'&'/" "$1" | paste -sd , -; }
