#!/usr/bin/env bats
# The launcher with stand-ins for java and mvn: which JDK it takes, when it builds, what it runs.

setup() {
  PROJECT="$BATS_TEST_TMPDIR/a project" # the blank is on purpose
  TOOLS="$BATS_TEST_TMPDIR/tools"
  export MVN_CALLS="$BATS_TEST_TMPDIR/mvn-calls"
  export HOME="$BATS_TEST_TMPDIR/home" SPLITPLOT_JDK_PLACES="$BATS_TEST_TMPDIR/jdks"
  unset JAVA_HOME SPLITPLOT_JAVA_HOME SPLITPLOT_HOME SPLITPLOT_JAVA_OPTIONS
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS

  mkdir -p "$PROJECT/ops/cli/src/main/java" "$PROJECT/sql/primary/event" "$TOOLS" "$HOME"
  cp "$BATS_TEST_DIRNAME/../../../splitplot" "$PROJECT"
  cp "$BATS_TEST_DIRNAME/../jdk.bash" "$PROJECT/ops/cli"
  echo "<project/>" >"$PROJECT/pom.xml"
  echo "select 1" >"$PROJECT/sql/primary/event/R__view_a.sql"
  find "$PROJECT" -exec touch -d '1 hour ago' {} +
  stand_in_mvn 0
  PATH="$TOOLS:$(path_without_java)"
}

# What the launcher needs, and neither the machine's java nor its mvn.
path_without_java() {
  local tool tools="$BATS_TEST_TMPDIR/system"
  mkdir -p "$tools"
  for tool in bash cat chmod cp dirname env find flock grep head ln mkdir mv printf readlink sed sleep tail tee \
    touch wc rm; do
    ln -s "$(command -v "$tool")" "$tools/$tool"
  done
  echo "$tools"
}

stand_in_mvn() {
  cat >"$TOOLS/mvn" <<EOF
#!/usr/bin/env bash
echo "\$JAVA_HOME: \$*" >>"\$MVN_CALLS"
sleep 0.2
echo "[INFO] what nobody needs to see"
echo "[ERROR] the seventh line is wrong"
exit $1
EOF
  chmod +x "$TOOLS/mvn"
}

# stand_in_jdk HOME VERSION: a java that prints its own place and its arguments, one a line.
stand_in_jdk() {
  mkdir -p "$1/bin"
  cat >"$1/bin/java" <<'EOF'
#!/usr/bin/env bash
printf '%s\n' "ran ${0%/bin/java}" "home $SPLITPLOT_HOME" "$@"
EOF
  echo '#!/bin/sh' >"$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
  echo "JAVA_VERSION=\"$2\"" >"$1/release"
}

builds() {
  [ ! -e "$MVN_CALLS" ] || wc -l <"$MVN_CALLS"
}

@test "says what to install when there is no JDK" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/old" 17.0.15
  run "$PROJECT/splitplot" demo
  [ "$status" -eq 1 ]
  [[ $output == *"found no JDK 25 or newer"* ]]
  [[ $output == *"apt install openjdk-25-jdk"* ]]
  [ ! -e "$MVN_CALLS" ]
}

@test "says what to install when there is no Maven" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25.0.3
  rm "$TOOLS/mvn"
  run "$PROJECT/splitplot" demo
  [ "$status" -eq 1 ]
  [[ $output == *"apt install maven"* ]]
}

@test "a wrong SPLITPLOT_JAVA_HOME is an error even if another JDK would do" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25.0.3
  SPLITPLOT_JAVA_HOME=/nowhere run "$PROJECT/splitplot" demo
  [ "$status" -eq 1 ]
  [[ $output == *"SPLITPLOT_JAVA_HOME=/nowhere is no JDK 25 or newer"* ]]
}

@test "passes over an older JAVA_HOME and an older java on the PATH" {
  stand_in_jdk "$BATS_TEST_TMPDIR/home17" 17.0.15
  stand_in_jdk "$BATS_TEST_TMPDIR/path21" 21.0.9
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/a new one" 26
  ln -s "$BATS_TEST_TMPDIR/path21/bin/java" "$TOOLS/java"
  JAVA_HOME="$BATS_TEST_TMPDIR/home17" run "$PROJECT/splitplot" demo
  [ "$status" -eq 0 ]
  [[ $output == *"ran $SPLITPLOT_JDK_PLACES/a new one"* ]]
  grep "^$SPLITPLOT_JDK_PLACES/a new one: " "$MVN_CALLS"
}

@test "a JRE without a compiler is no JDK" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25.0.3
  rm "$SPLITPLOT_JDK_PLACES/new/bin/javac"
  run "$PROJECT/splitplot" demo
  [ "$status" -eq 1 ]
}

@test "asks java itself where there is no release file" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25
  rm "$SPLITPLOT_JDK_PLACES/new/release"
  cat >"$SPLITPLOT_JDK_PLACES/new/bin/java" <<'EOF'
#!/usr/bin/env bash
printf 'Picked up JAVA_TOOL_OPTIONS: -Dversion=8\nopenjdk version "25.0.3" 2026-04-21 LTS\n' >&2
EOF
  run "$PROJECT/splitplot" demo
  [ "$status" -eq 0 ]
}

@test "builds the first time, and then only when a source is newer" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25.0.3
  "$PROJECT/splitplot" demo
  [ "$(builds)" -eq 1 ]
  "$PROJECT/splitplot" demo
  [ "$(builds)" -eq 1 ]
  touch -d '1 minute' "$PROJECT/sql/primary/event/R__view_a.sql"
  "$PROJECT/splitplot" demo
  [ "$(builds)" -eq 2 ]
}

@test "builds again when a source was deleted" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25.0.3
  "$PROJECT/splitplot" demo
  rm "$PROJECT/sql/primary/event/R__view_a.sql"
  "$PROJECT/splitplot" demo
  [ "$(builds)" -eq 2 ]
}

@test "a failed build shows Maven's errors, runs nothing and is tried again" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25.0.3
  stand_in_mvn 1
  run "$PROJECT/splitplot" demo
  [ "$status" -eq 1 ]
  [[ $output == *"[ERROR] the seventh line is wrong"* ]]
  [[ $output != *"nobody needs to see"* ]]
  [[ $output != *"ran "* ]]
  stand_in_mvn 0
  run "$PROJECT/splitplot" demo
  [ "$status" -eq 0 ]
  [ "$(builds)" -eq 2 ]
}

@test "two starts at once build once" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25.0.3
  "$PROJECT/splitplot" demo &
  "$PROJECT/splitplot" demo
  wait $!
  [ "$(builds)" -eq 1 ]
}

@test "hands on arguments as they are, from any directory and through a link" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25.0.3
  ln -s "$PROJECT/splitplot" "$TOOLS/splitplot"
  cd /
  run splitplot import "two words" '*' ''
  [ "$status" -eq 0 ]
  [[ $output == *"home $PROJECT/.splitplot"* ]]
  [[ $output == *"-Dsplitplot.root=$PROJECT"* ]]
  [[ $output == *$'import\ntwo words\n*' ]]
}

@test "asks for no second garbage collector when the environment names one" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25.0.3
  run "$PROJECT/splitplot" demo
  [[ $output == *"-XX:+UseSerialGC"* ]]
  JAVA_TOOL_OPTIONS="-XX:+UseZGC" run "$PROJECT/splitplot" demo
  [[ $output != *"UseSerialGC"* ]]
}

@test "test goes to ops/test/run with the JDK and without a build" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25.0.3
  mkdir -p "$PROJECT/ops/test"
  cat >"$PROJECT/ops/test/run" <<'EOF'
#!/usr/bin/env bash
echo "suites $* with $JAVA_HOME"
EOF
  chmod +x "$PROJECT/ops/test/run"
  run "$PROJECT/splitplot" test --without zfs
  [ "$output" = "suites --without zfs with $SPLITPLOT_JDK_PLACES/new" ]
  [ ! -e "$MVN_CALLS" ]
}

@test "only a server gets the optimizing compiler" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25.0.3
  run "$PROJECT/splitplot" demo
  [[ $output == *"-XX:TieredStopAtLevel=1"* ]]
  run "$PROJECT/splitplot" serve
  [[ $output != *"TieredStopAtLevel"* ]]
}

@test "a build leaves the jar of a running program as it was" {
  stand_in_jdk "$SPLITPLOT_JDK_PLACES/new" 25.0.3
  local jar="$PROJECT/ops/cli/target/quick/lib/splitplot-cli.jar"
  mkdir -p "${jar%/*}"
  echo old >"$jar"
  exec 7<"$jar"
  sed -i "s|^exit 0|echo new >'$jar'|" "$TOOLS/mvn"
  "$PROJECT/splitplot" demo
  [ "$(cat "$jar")" = new ]
  [ "$(cat <&7)" = old ]
}
