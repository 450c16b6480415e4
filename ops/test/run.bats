#!/usr/bin/env bats
# run: what makes it red, and what its last line says. The suites are stand-ins.
#
# shellcheck disable=SC2016 # the stand-ins are to expand their variables, not this file

setup() {
  run_tests=$(dirname "$BATS_TEST_FILENAME")/run
  export SPLITPLOT_TEST_SUITES=$BATS_TEST_TMPDIR/suites
  export SPLITPLOT_TEST_LOGS=$BATS_TEST_TMPDIR/logs
  mkdir "$SPLITPLOT_TEST_SUITES"
  suite lint 'echo 3 0 0'
  suite bats 'echo 4 0 1'
  suite pgtap 'echo 5 0 0'
  suite junit 'echo 6 0 0'
  suite demo 'echo 2 0 0'
  suite ledger 'echo 1 0 0'
}

# suite NAME RUN [MISSING]: a stand-in that runs the one command and names the one package.
suite() {
  printf '#!/usr/bin/env bash\n# %s: a stand-in\nset -euo pipefail\n' "$1" \
    >"$SPLITPLOT_TEST_SUITES/$1"
  printf 'case $1 in\n  missing) printf "%%s" "%s" ;;\n  run) %s ;;\nesac\n' "${3:-}" "$2" \
    >>"$SPLITPLOT_TEST_SUITES/$1"
  chmod +x "$SPLITPLOT_TEST_SUITES/$1"
}

# suite_lacking NAME CONDITION PACKAGE: a stand-in that lacks the package until the condition holds.
suite_lacking() {
  printf '#!/usr/bin/env bash\ncase $1 in\n  missing) %s || echo %s ;;\n  run) echo 1 0 0 ;;\nesac\n' \
    "$2" "$3" >"$SPLITPLOT_TEST_SUITES/$1"
}

last_line() { echo "${lines[${#lines[@]} - 1]}"; }

@test "the tests of all suites are added up in the last line" {
  run "$run_tests"
  [ "$status" -eq 0 ]
  [ "$(last_line)" = "21 passed, 0 failed" ]
}

@test "one failed test makes the run fail, and the suites after it still run" {
  suite bats 'echo 4 2 0; exit 1'
  run "$run_tests"
  [ "$status" -eq 1 ]
  [ "$(last_line)" = "21 passed, 2 failed" ]
}

@test "a failed test makes the run fail although its suite exits with 0" {
  suite bats 'echo 4 1 0'
  run "$run_tests"
  [ "$status" -eq 1 ]
}

@test "a suite that fails without a failed test counts as one failure" {
  suite junit 'echo 6 0 0; exit 1'
  run "$run_tests"
  [ "$status" -eq 1 ]
  [ "$(last_line)" = "21 passed, 1 failed" ]
}

@test "a suite that dies before it has counted is one failure" {
  suite pgtap 'kill -9 $$'
  run "$run_tests"
  [ "$status" -eq 1 ]
  [ "$(last_line)" = "16 passed, 1 failed" ]
  [[ $output == *"ended with status"* ]]
}

@test "a suite that ran nothing is not passed" {
  suite bats 'echo 0 0 0'
  run "$run_tests"
  [ "$status" -eq 1 ]
  [ "$(last_line)" = "17 passed, 1 failed" ]
  [[ $output == *"ran nothing"* ]]
}

@test "a suite whose tests were all skipped is not passed" {
  suite bats 'echo 0 0 7'
  run "$run_tests" --only bats
  [ "$status" -eq 1 ]
  [ "$(last_line)" = "0 passed, 1 failed" ]
}

@test "a suite that lacks a package names it and makes the run fail" {
  suite bats 'echo 4 0 0' no-such-package
  PATH=$(without_apt) run "$run_tests"
  [ "$status" -eq 1 ]
  [ "$(last_line)" = "17 passed, 1 failed" ]
  [[ $output == *"install no-such-package, or leave it out with --without bats"* ]]
}

@test "as root, what suites lack is installed" {
  [ "$EUID" -eq 0 ] || skip "only root may install"
  mkdir "$BATS_TEST_TMPDIR/apt"
  printf '#!/usr/bin/env bash\necho "$@" >>"%s/calls"\n' "$BATS_TEST_TMPDIR" >"$BATS_TEST_TMPDIR/apt/apt-get"
  chmod +x "$BATS_TEST_TMPDIR/apt/apt-get"
  suite_lacking lint "grep -q install $BATS_TEST_TMPDIR/calls" linter
  PATH=$BATS_TEST_TMPDIR/apt:$PATH run "$run_tests"
  [ "$status" -eq 0 ]
  grep -q 'install .*linter' "$BATS_TEST_TMPDIR/calls"
}

@test "a suite that lacks a package can be left out" {
  suite bats 'echo 4 0 0' no-such-package
  run "$run_tests" --without bats
  [ "$status" -eq 0 ]
  [ "$(last_line)" = "17 passed, 0 failed" ]
  [[ $output == *"bats   left out as asked"* ]]
}

@test "what a suite says is shown and kept until its next run" {
  mkdir "$SPLITPLOT_TEST_LOGS"
  echo "an old story" >"$SPLITPLOT_TEST_LOGS/lint.log"
  suite lint 'echo a story >&2; echo 3 0 0'
  run "$run_tests" --only lint
  [[ $output == *"a story"* ]]
  [[ $output != *"an old story"* ]]
  [ "$(<"$SPLITPLOT_TEST_LOGS/lint.log")" = "a story" ]
}

@test "an unknown suite is bad usage and runs nothing" {
  run "$run_tests" --only units
  [ "$status" -eq 2 ]
  [[ $output == *"takes one of: lint bats pgtap junit demo ledger"* ]]
  [ ! -e "$SPLITPLOT_TEST_LOGS" ]
}

@test "leaving out everything is bad usage" {
  run "$run_tests" --only lint --without lint
  [ "$status" -eq 2 ]
}

@test "a signal ends the suite that is running and what it started" {
  suite lint 'sleep 600 & echo $! >"$SPLITPLOT_TEST_LOGS/child"; wait'
  "$run_tests" --only lint 3>&- &
  local tries=0
  until [ -s "$SPLITPLOT_TEST_LOGS/child" ]; do
    [ "$((tries++))" -lt 100 ]
    sleep 0.1
  done
  kill -TERM $!
  local status=0
  wait $! || status=$?
  [ "$status" -eq 143 ]
  # A process that has ended has no command line, also when nobody has taken note of its end.
  [ -z "$(tr -d '\0' <"/proc/$(<"$SPLITPLOT_TEST_LOGS/child")/cmdline")" ]
}

# Prints a PATH on which all is found but apt-get, as on a machine that is not Debian.
without_apt() {
  local folder=$BATS_TEST_TMPDIR/bin program
  mkdir "$folder"
  for program in bash dirname readlink mkdir paste timeout tail sed; do
    ln -s "$(command -v "$program")" "$folder/$program"
  done
  echo "$folder"
}
