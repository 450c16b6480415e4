#!/usr/bin/env bats
# lib.bash: how the results of others are counted.

setup() {
  # shellcheck source-path=SCRIPTDIR source=lib.bash
  source "$(dirname "$BATS_TEST_FILENAME")/lib.bash"
}

@test "passed, failed and skipped tests of a TAP stream are counted, nested ones not" {
  cat >"$BATS_TEST_TMPDIR/tap" <<'END'
1..4
ok 1 - first
    ok 1 - nested
    not ok 2 - nested
not ok 2 - second
# a comment
ok 3 # skip no such thing here
ok 4 - okay
END
  [ "$(count_tap "$BATS_TEST_TMPDIR/tap")" = "2 1 1" ]
}

@test "tests that were planned and did not run have failed" {
  printf '1..5\nok 1 - first\nok 2 - second\n' >"$BATS_TEST_TMPDIR/tap"
  [ "$(count_tap "$BATS_TEST_TMPDIR/tap")" = "2 3 0" ]
}

@test "an empty TAP stream has no tests" {
  [ "$(count_tap /dev/null)" = "0 0 0" ]
}

@test "a package is missing when neither its command nor its file is there" {
  [ "$(need some-package no-such-command)" = some-package ]
  [ "$(need some-package /no/such/file)" = some-package ]
  [ -z "$(need bash bash)" ]
}
