# shellcheck shell=bash
# Finds a JDK that Splitplot runs on; sourced by the launcher, the benchmarks and the drills.
#
# find_jdk      prints its home; without one says what to install, and ends with 1
# java_options COMMAND   prints the options of the virtual machine for a command of splitplot, one a line
# log WORD...   says something to whoever started the program
# fail WORD...  says why it cannot go on, and ends with 1
#
#   SPLITPLOT_JAVA_HOME     the JDK to use; otherwise JAVA_HOME, java on the PATH, the usual places
#   SPLITPLOT_JDK_PLACES    the usual places: folders of JDKs, separated by colons
#   SPLITPLOT_JAVA_OPTIONS  further options for the virtual machine, separated by blanks

readonly JAVA_VERSION_MIN=25

# Prints the home of the first JDK that is new enough.
find_jdk() {
  local home
  if [[ -n ${SPLITPLOT_JAVA_HOME:-} ]]; then
    is_jdk "$SPLITPLOT_JAVA_HOME" ||
      fail "SPLITPLOT_JAVA_HOME=$SPLITPLOT_JAVA_HOME is no JDK $JAVA_VERSION_MIN or newer:" \
        "correct it, or unset it to have one looked for"
    echo "$SPLITPLOT_JAVA_HOME"
    return
  fi
  while IFS= read -r home; do
    if is_jdk "$home"; then
      echo "$home"
      return
    fi
  done < <(jdk_candidates)
  log "found no JDK $JAVA_VERSION_MIN or newer. Install one, for example"
  log "  Debian, Ubuntu:  apt install openjdk-25-jdk    (or temurin-25-jdk)"
  log "  macOS:           brew install openjdk@25"
  log "  SDKMAN:          sdk install java 25-tem"
  fail "or set SPLITPLOT_JAVA_HOME to one that is elsewhere."
}

jdk_candidates() {
  local java places place home
  echo "${JAVA_HOME:-}"
  if java=$(command -v java); then
    dirname "$(dirname "$(readlink -f "$java")")"
  fi
  IFS=: read -ra places <<<"${SPLITPLOT_JDK_PLACES:-$(usual_places)}"
  for place in "${places[@]}"; do
    for home in "$place"/* "$place"/*/Contents/Home; do
      echo "$home"
    done
  done
}

usual_places() {
  echo "/usr/lib/jvm:/opt:$HOME/.sdkman/candidates/java:$HOME/.jdks:/Library/Java/JavaVirtualMachines"
}

# A JRE will not do: Maven needs the compiler. The release file is read first because asking
# java itself takes a tenth of a second for each candidate.
is_jdk() {
  local home=$1 version
  [[ -x $home/bin/java && -x $home/bin/javac ]] || return 1
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null) || true
  if [[ -z $version ]]; then
    version=$("$home/bin/java" -version 2>&1 | sed -n 's/^.* version "\([0-9]*\).*/\1/p')
  fi
  [[ -n $version ]] && ((version >= JAVA_VERSION_MIN))
}

java_options() {
  local options=(-Xmx256m -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED)
  # All but a server end before the optimizing compiler has paid for itself: the demonstration
  # takes a fifth less processor time without it. In a server no full collection comes just because classes were loaded.
  if [[ $1 == serve ]]; then
    options+=(-XX:MetaspaceSize=128m)
  else
    options+=(-XX:TieredStopAtLevel=1)
  fi
  # Java refuses to start when two collectors are asked for.
  if [[ "${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${SPLITPLOT_JAVA_OPTIONS:-}" != *GC* ]]; then
    options+=(-XX:+UseSerialGC)
  fi
  # shellcheck disable=SC2206 # separated by blanks, as the manual says
  options+=(${SPLITPLOT_JAVA_OPTIONS:-})
  printf '%s\n' "${options[@]}"
}

log() { printf 'splitplot: %s\n' "$*" >&2; }
fail() {
  log "$*"
  exit 1
}
