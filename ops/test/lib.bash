# shellcheck shell=bash
# What the suites share. A suite is a program with two arguments to choose from:
#
#   missing   prints the Debian packages that it needs and the machine lacks, one a line
#   run       runs its tests; stdout is one line "PASSED FAILED SKIPPED", stderr is the story
#
# Its exit status is 0 when all passed. Its second line says what it is.

# need PACKAGE FILE_OR_COMMAND: prints the package unless what it brings is there.
need() {
  if [[ $2 == /* ]]; then
    [[ -e $2 ]] || echo "$1"
  else
    command -v "$2" >/dev/null || echo "$1"
  fi
}

# count_tap FILE: prints "PASSED FAILED SKIPPED" of one or more TAP streams. A test that was planned and did not
# run has failed; nested subtests are indented and belong to the test that encloses them.
count_tap() {
  awk '
    /^1\.\.[0-9]+/ { planned += substr($1, 4) }
    /^ok .*# [Ss][Kk][Ii][Pp]/ { skipped++; next }
    /^ok / { passed++ }
    /^not ok / { failed++ }
    END {
      ran = passed + failed + skipped
      if (planned > ran) failed += planned - ran
      print passed + 0, failed + 0, skipped + 0
    }' "$1"
}

# project_files: prints the files of the project, NUL after each, and not what builds and runs leave.
project_files() {
  find . \( -name .git -o -name target -o -name .splitplot -o -name node_modules \) -prune \
    -o -type f -print0
}
