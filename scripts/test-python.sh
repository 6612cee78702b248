#!/usr/bin/env bash
# Tests the Python programs of examples/image-classifier.
set -euo pipefail

readonly program=test-python
source "$(dirname -- "${BASH_SOURCE[0]}")/environments.sh"
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

main() {
  case ${1:-} in -h | --help) usage && exit ;; esac
  local root programs tests python environment
  root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
  programs=$root/examples/image-classifier
  tests=$programs/programs_test
  python=$(find_python "$OLDEST_PYTHON" "$NEWEST_PYTHON") || skip 'no Python from 3.10 to 3.13 with the modules venv and ensurepip'
  environment=$cache/$(cat "$programs"/*/requirements.txt | environment_name "$python" python)
  make_once "$environment" install_requirements "$python" "$tests/requirements.txt"
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
