# Sourced by the scripts that keep environments of programs in the user's cache: $program is the name that they speak by.

readonly EXIT_SKIPPED=75
readonly cache=${CDK8S_ML_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-ml}

say() { printf '%s: %s\n' "$program" "$*" >&2; }

skip() {
  printf 'skipped: %s\n' "$*" >&2
  exit "$EXIT_SKIPPED"
}

# fits PYTHON OLDEST NEWEST, versions as Python writes them: '(3, 10)'
fits() {
  command -v "$1" >/dev/null &&
    "$1" -c "import sys, venv, ensurepip; sys.exit(not $2 <= sys.version_info[:2] <= $3)" >/dev/null 2>&1
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.10}; do
    if fits "$candidate" "$1" "$2"; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# The name changes with whatever decides the content, which is read from standard input, so that an environment is
# never updated, only replaced.
environment_name() {
  local python=$1 prefix=$2 hash
  hash=$({
    "$python" -c 'import platform, sys; print(sys.version, platform.machine())'
    cat
  } | "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest()[:16])')
  printf '%s-%s\n' "$prefix" "$hash"
}

# make_once ENVIRONMENT COMMAND...: runs the command with the environment's folder as its last argument, unless it is
# there. The marker is written last: an interrupted installation has none and is made anew.
make_once() {
  local environment=$1
  shift
  mkdir -p "$cache"
  # Two runs at once must not install into the same place. Without flock that is up to the caller.
  exec 9>"$environment.lock"
  if command -v flock >/dev/null; then flock 9; fi
  if [[ ! -e $environment/complete ]]; then
    say "installing packages into $environment"
    rm -rf "$environment"
    "$@" "$environment"
    touch "$environment/complete"
  fi
  exec 9>&-
}

# install_requirements PYTHON FILE ENVIRONMENT
install_requirements() {
  local python=$1 requirements=$2 environment=$3
  "$python" -m venv "$environment"
  "$environment/bin/python" -m pip install --disable-pip-version-check --requirement "$requirements" >&2
}
