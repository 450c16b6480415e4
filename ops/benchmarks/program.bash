# shellcheck shell=bash
# Splitplot's command line as a benchmark or drill starts it: built before, and safe from a build during the run.
#
# copy_program FOLDER [OPTION...]   builds, copies the libraries below the folder, and sets java, and program to the
#                                   words that run a command, with further options of the virtual machine
# simulate CLASS ARGUMENT...        becomes a program of simulation-testing, from that copy

copy_program() {
  local root
  copy=$1
  root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
  # shellcheck source-path=SCRIPTDIR source=../cli/jdk.bash
  source "$root/ops/cli/jdk.bash"
  java=$(find_jdk)/bin/java
  "$root/splitplot" --help >/dev/null
  cp -r "$root/ops/cli/target/quick/lib" "$copy/lib"
  local options
  mapfile -t options < <(java_options serve)
  local words=("$java" "${options[@]}" "-Dsplitplot.root=$root" "${@:2}" -jar "$copy/lib/splitplot-cli.jar")
  # shellcheck disable=SC2034 # for whoever sources this
  program="${words[*]}"
}

simulate() {
  exec "$java" -Xmx768m -XX:+UseSerialGC -cp "$copy/lib/*" "io.splitplot.simulation.$1" "${@:2}"
}

# end_what_runs_below FOLDER: what a killed program left.
end_what_runs_below() {
  local pid
  for pid in $(pgrep --full -- "$1/" || true); do
    kill -s KILL "$pid" 2>/dev/null || true
  done
}
