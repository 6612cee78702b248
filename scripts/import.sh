#!/usr/bin/env bash
# Generates imports/<group>.ts from imports/*.crd.yaml with `cdk8s import`.
#
# All CRDs go through one run: it writes one file per API group, so a run per CRD would leave only the last kind of a group.
#
# usage: scripts/import.sh [output folder]      (default: imports)
set -euo pipefail
export LC_ALL=C # the order of the classes follows the order of the files

cd "$(dirname "$0")/.."
output="${1:-imports}"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

for crd in imports/*.crd.yaml; do
  printf -- '---\n' >>"$work/crds.yaml"
  cat "$crd" >>"$work/crds.yaml"
done

# --no-save: a trimmed CRD must never be listed in cdk8s.yaml, from where Helm output would ship it as the real one.
node_modules/.bin/cdk8s import "$work/crds.yaml" --language typescript --output "$output" --no-save --check-upgrade=false
