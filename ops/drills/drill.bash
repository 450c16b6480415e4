# shellcheck shell=bash
# One run of the drill of ledgers, below a temporary folder that is gone afterwards.
#
# run_drill KEEP OPTION...   runs it with these options; leaves plan, ledger and logs in the folder KEEP, or, when KEEP
#                            is empty and something was wrong, below target/ledger; gives the drill's exit status

drills=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source-path=SCRIPTDIR source=../benchmarks/program.bash
source "$drills/../benchmarks/program.bash"

run_drill() {
  local keep=$1 status=0
  folder=$(mktemp -d "${TMPDIR:-/tmp}/splitplot-ledger.XXXXXX")
  chmod 755 "$folder"
  trap clean_up EXIT
  # Servers start often: their classes are read from an archive that the first one leaves.
  copy_program "$folder" -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=$folder/classes.jsa" -Xlog:cds*=off -Xlog:aot*=off
  # shellcheck disable=SC2154 # program is set by copy_program
  simulate ledger.LedgerCommand --folder "$folder" --postgres "${SPLITPLOT_TEST_POSTGRES:-/usr/lib/postgresql/15/bin}" \
    --program "$program" "${@:2}" &
  running=$!
  wait "$running" || status=$?
  if [[ -z $keep ]] && ((status != 0)); then
    keep=$drills/../../target/ledger
  fi
  if [[ -n $keep ]]; then
    keep_evidence "$keep"
  fi
  return "$status"
}

keep_evidence() {
  mkdir -p "$1"
  (cd "$folder" && tar -c plan.jsonl ledger.jsonl server-*/*.log* server-*/serve.out* ./*/server.log contacts 2>/dev/null) |
    tar -x -C "$1" || true
  echo "# plan, ledger and logs are in $1" >&2
}

# What is left when the program itself was killed: servers below the folder, and disks.
clean_up() {
  if [[ -n ${running:-} ]] && kill -0 "$running" 2>/dev/null; then
    kill -s TERM "$running"
    wait "$running" || true
  fi
  local place
  end_what_runs_below "$folder"
  for place in log tables; do
    umount --lazy "$folder/$place" 2>/dev/null || true
  done
  rm -rf "$folder"
}
