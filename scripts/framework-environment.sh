#!/usr/bin/env bash
# Makes and keeps what the programs of examples/distributed need.
set -euo pipefail

readonly program=framework-environment
source "$(dirname -- "${BASH_SOURCE[0]}")/environments.sh"
# JAX has no packages for older versions, and PaddlePaddle none for newer ones.
readonly OLDEST_PYTHON='(3, 11)' NEWEST_PYTHON='(3, 13)'

usage() {
  cat <<'HELP'
Usage: scripts/framework-environment.sh FRAMEWORK

Prints the folder of a Python environment that has the framework (jax, mpi, paddle, pytorch, tensorflow or xgboost) for
processors alone, and makes it in the cache directory if it is not there.

PyTorch is Debian's (python3-torch, 150 MB to download): the packages that PyPI has for Linux want 3 GB of CUDA's.
TensorFlow is that of scripts/test-python.sh. All others are installed as examples/distributed/train/requirements-*.txt
say: 100 to 200 MB each.

Environment: PYTHON and CDK8S_ML_CACHE, as for scripts/test-python.sh.
Exit codes: 0; 1 if an installation failed; 75 with the reason if the framework can't be had here.
HELP
}

apt_packages() { LC_ALL=C apt-get install --simulate --no-install-recommends python3-torch patchelf 2>/dev/null | awk '/^Inst/ { print $2, $3, $4 }'; }

# As any user and without touching the system: packages are unpacked below the environment, and its Python finds them.
install_torch() {
  local python=$1 environment=$2
  local root=$environment/debian
  local libraries=$root/usr/lib/x86_64-linux-gnu
  mkdir -p "$environment/packages"
  # Without apt's own user, who may not write there.
  (cd "$environment/packages" && apt-get -o APT::Sandbox::User=root download $(awk '{ print $1 }' <<<"$packages") >&2)
  for package in "$environment"/packages/*.deb; do dpkg-deb -x "$package" "$root"; done
  rm -r "$environment/packages"
  "$python" -m venv --without-pip --copies "$environment"
  local own found=$environment/lib/python3.11/site-packages
  for own in "$environment"/bin/python*; do
    "$root/usr/bin/patchelf" --force-rpath --set-rpath "$libraries:$libraries/blas:$libraries/lapack:$root/usr/lib:$root/lib/x86_64-linux-gnu" "$own"
  done
  # These say where their libraries are, and so keep the loader from looking where Python says.
  find "$root/usr/lib/python3/dist-packages" -name '_C*.so' -exec "$root/usr/bin/patchelf" --remove-rpath {} +
  printf '%s\n' "$root/usr/lib/python3/dist-packages" >"$found/debian.pth"
  # PyTorch 1.13 is older than Python 3.11, in which an enumeration no longer gives its member zero: torchrun would fail at its start.
  sed -i 's/^            for s in Std:$/            for s in Std.__members__.values():/' "$root/usr/lib/python3/dist-packages/torch/distributed/elastic/multiprocessing/api.py"
  printf '#!%s\nimport sys\nfrom torch.distributed.run import main\nsys.exit(main())\n' "$environment/bin/python" >"$environment/bin/torchrun"
  chmod +x "$environment/bin/torchrun"
  "$environment/bin/python" -c 'import torch.distributed.run' >&2
}

pytorch() {
  local python=/usr/bin/python3.11
  if [[ $(uname -m) != x86_64 ]] || ! command -v apt-get dpkg-deb >/dev/null || ! fits "$python" '(3, 11)' '(3, 11)'; then
    skip "PyTorch without CUDA is Debian 12's, for x86-64 and with its Python (python3-venv)"
  fi
  packages=$(apt_packages)
  if [[ -z $packages ]]; then
    apt-get update >&2 || true
    packages=$(apt_packages)
  fi
  [[ $packages == *python3-torch* ]] || skip 'apt-get knows no python3-torch (apt-get update)'
  environment=$cache/$( (printf '%s\n' "$packages"; cat "${BASH_SOURCE[0]}") | environment_name "$python" pytorch)
  make_once "$environment" install_torch "$python"
}

from_pypi() {
  local python requirements=$root/examples/distributed/train/requirements-$1.txt
  python=$(find_python "$OLDEST_PYTHON" "$NEWEST_PYTHON") || skip 'no Python from 3.11 to 3.13 with the modules venv and ensurepip'
  environment=$cache/$(environment_name "$python" "$1" <"$requirements")
  make_once "$environment" install_requirements "$python" "$requirements"
}

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
case ${1:-} in
  -h | --help) usage && exit ;;
  tensorflow) exec bash "$root/scripts/test-python.sh" --print-environment ;;
  pytorch) pytorch ;;
  jax | mpi | paddle | xgboost) from_pypi "$1" ;;
  *) usage >&2 && exit 2 ;;
esac
printf '%s\n' "$environment"
