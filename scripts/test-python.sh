#!/usr/bin/env bash
# Tests the Python programs of examples/image-classifier.
set -euo pipefail

readonly EXIT_SKIPPED=75
# TensorFlow has no packages for other versions.
readonly OLDEST_PYTHON='(3, 10)' NEWEST_PYTHON='(3, 13)'

usage() {
  cat <<'HELP'
Usage: scripts/test-python.sh [PYTEST ARGUMENT]...
       scripts/test-python.sh --print-environment

Runs the tests of the training and serving programs in examples/image-classifier with the pinned packages, TensorFlow
among them. The first run installs them (about 1 GB on disk) into a virtual environment in the cache directory; later
runs use it again. Arguments are passed on to pytest, for example: test_serve.py -k metrics
With --print-environment it runs no test, and prints the path of that environment, which it makes if it is not there.

Environment:
  PYTHON           the interpreter, 3.10 to 3.13 (default: python3, or else the newest python3.X that fits)
  CDK8S_ML_CACHE   the cache directory (default: ${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-ml)

Exit codes: those of pytest; 75 if no fitting Python with the modules venv and ensurepip is there.
HELP
}

say() { printf 'test-python: %s\n' "$*" >&2; }

skip() {
  printf 'skipped: %s\n' "$*" >&2
  exit "$EXIT_SKIPPED"
}

fits() {
  command -v "$1" >/dev/null &&
    "$1" -c "import sys, venv, ensurepip; sys.exit(not $OLDEST_PYTHON <= sys.version_info[:2] <= $NEWEST_PYTHON)" \
      >/dev/null 2>&1
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.10}; do
    if fits "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# The name changes with whatever decides the content, so that an environment is never updated, only replaced.
environment_name() {
  local python=$1 hash
  hash=$({
    "$python" -c 'import platform, sys; print(sys.version, platform.machine())'
    cat "$programs"/*/requirements.txt
  } | "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest()[:16])')
  printf 'python-%s\n' "$hash"
}

# The marker is written last: an interrupted installation has none and is made anew.
install() {
  local python=$1 environment=$2
  say "installing packages into $environment"
  rm -rf "$environment"
  "$python" -m venv "$environment"
  "$environment/bin/python" -m pip install --disable-pip-version-check --requirement "$tests/requirements.txt" >&2
  touch "$environment/complete"
}

main() {
  case ${1:-} in -h | --help) usage && exit ;; esac
  local root python cache environment
  root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
  programs=$root/examples/image-classifier
  tests=$programs/programs_test
  python=$(find_python) || skip 'no Python from 3.10 to 3.13 with the modules venv and ensurepip'
  cache=${CDK8S_ML_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-ml}
  environment=$cache/$(environment_name "$python")
  mkdir -p "$cache"
  # Two runs at once must not install into the same place. Without flock that is up to the caller.
  exec 9>"$environment.lock"
  if command -v flock >/dev/null; then flock 9; fi
  [[ -e $environment/complete ]] || install "$python" "$environment"
  exec 9>&-
  if [[ ${1:-} == --print-environment ]]; then
    printf '%s\n' "$environment"
    return
  fi
  say "running pytest in $tests"
  cd -- "$tests"
  # No bytecode in the source tree.
  PYTHONDONTWRITEBYTECODE=1 exec "$environment/bin/python" -m pytest --verbose "$@"
}

main "$@"
