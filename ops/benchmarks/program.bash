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
  # shellcheck source=../cli/jdk.bash
  source "$root/ops/cli/jdk.bash"
  java=$(find_jdk)/bin/java
  "$root/splitplot" --help >/dev/null
  cp -r "$root/ops/cli/target/quick/lib" "$copy/lib"
  # As the launcher does it for serve.
  # shellcheck disable=SC2206 # separated by blanks, as the launcher's manual says
  local words=("$java" -Xmx256m -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC
    -XX:ThreadPriorityPolicy=1 -XX:CompilerThreadPriority=10 -XX:MetaspaceSize=128m
    ${SPLITPLOT_JAVA_OPTIONS:-} "-Dsplitplot.root=$root" "${@:2}" -jar "$copy/lib/splitplot-cli.jar")
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
