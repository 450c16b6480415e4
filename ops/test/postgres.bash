# shellcheck shell=bash
# A PostgreSQL server of the test's own, in a new folder, that ends with whoever started it.
#
#   SPLITPLOT_TEST_POSTGRES   folder of the server's programs (default: Debian's PostgreSQL 15)
#
# start_server [OPTION...]   makes and starts one; sets folder, and PGHOST, PGPORT and PGUSER for what follows
# stop_server                ends it and removes the folder; to be called on exit

postgres=${SPLITPLOT_TEST_POSTGRES:-/usr/lib/postgresql/15/bin}

# The server listens in its own folder only, so no port of the machine is taken. It refuses to run
# as root. Nothing here must survive a crash of the machine, so it need not wait for the disk.
start_server() {
  folder=$(mktemp -d "${TMPDIR:-/tmp}/splitplot-postgres.XXXXXX")
  # The server stops when this program ends, by kill -9 too.
  local unprivileged=(setpriv --pdeathsig=INT)
  if ((EUID == 0)); then
    unprivileged+=(--reuid=nobody --regid="$(id -g nobody)" --clear-groups)
    chown nobody "$folder"
  fi
  export PGHOST=$folder PGPORT=5432 PGUSER=postgres PGOPTIONS="" LC_ALL=C
  (
    cd "$folder"
    "${unprivileged[@]}" "$postgres/initdb" --pgdata=data --username=postgres --auth=trust \
      --encoding=UTF8 --locale=C --no-sync >initdb.log
  ) || {
    echo "initdb failed" >&2
    return 1
  }
  "${unprivileged[@]}" "$postgres/postgres" -D "$folder/data" -c listen_addresses= \
    -c unix_socket_directories="$folder" -c fsync=off "$@" >"$folder/server.log" 2>&1 &
  server=$!
  local tries=0
  until psql --quiet --dbname postgres --command 'select' >/dev/null 2>&1; do
    tries=$((tries + 1))
    if ((tries > 300)) || ! kill -0 "$server"; then
      cat "$folder/server.log" >&2
      echo "the server did not start" >&2
      return 1
    fi
    sleep 0.1
  done
}

stop_server() {
  if [[ -n ${server:-} ]]; then
    kill -s INT "$server" 2>/dev/null || true
    wait "$server" || true
  fi
  if [[ -n ${folder:-} ]]; then
    rm -rf "$folder"
  fi
}
