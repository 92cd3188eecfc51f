# Sourced by ./run and ./test: finds a JDK and Maven, or says in one line what is missing.
# shellcheck shell=bash

LEAST_JAVA=21

# Prints the major version of the JDK in this directory; nothing when it holds no JDK.
java_version_of() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

# Sets JAVA_HOME to the one that is set if it is new enough, else to the newest installed.
use_newest_jdk() {
  local candidate version best='' best_version=0
  if [ -n "${JAVA_HOME:-}" ]; then
    version=$(java_version_of "$JAVA_HOME")
    if [ "${version:-0}" -ge "$LEAST_JAVA" ]; then
      export JAVA_HOME
      return 0
    fi
  fi
  local candidates=(/usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/*
    /Library/Java/JavaVirtualMachines/*/Contents/Home)
  if command -v javac >/dev/null 2>&1; then
    candidate=$(readlink -f "$(command -v javac)" 2>/dev/null || true)
    candidates+=("${candidate%/bin/javac}")
  fi
  if [ -x /usr/libexec/java_home ]; then
    candidates+=("$(/usr/libexec/java_home -v "$LEAST_JAVA+" 2>/dev/null || true)")
  fi
  for candidate in "${candidates[@]}"; do
    version=$(java_version_of "$candidate")
    if [ "${version:-0}" -gt "$best_version" ]; then
      best=$candidate
      best_version=$version
    fi
  done
  if [ "$best_version" -lt "$LEAST_JAVA" ]; then
    if [ "$best_version" -gt 0 ]; then
      echo "The newest JDK found is $best_version ($best); install a JDK from $LEAST_JAVA up (25 is best) or set JAVA_HOME to one." >&2
    else
      echo "No JDK found; install a JDK from $LEAST_JAVA up (25 is best) or set JAVA_HOME to one." >&2
    fi
    return 1
  fi
  export JAVA_HOME=$best
}

require_maven() {
  if ! command -v mvn >/dev/null 2>&1; then
    echo "No mvn on the PATH; install Maven from 3.8.7 up." >&2
    return 1
  fi
}

# One line for why a Maven build failed, from its log.
explain_failure() {
  local log=$1
  if grep -qE 'Could not transfer artifact|UnknownHostException|Network is unreachable|Connection (refused|timed out)|in offline mode' "$log"; then
    echo "Maven could not download what the build needs: no network to Maven Central? See $log" >&2
  elif grep -q 'Detected Maven Version' "$log"; then
    echo "Maven is too old; install Maven from 3.8.7 up. See $log" >&2
  else
    grep -E '^\[ERROR\]' "$log" | head -n 5 >&2
    echo "The build failed; see $log" >&2
  fi
}
