import { wholeUnits } from '../values/quantity';

/**
 * A program of `sh`, `cp`, `du` and `sleep` alone, that writes nowhere but to its target.
 * The copy runs beside the shell, which otherwise would not hear SIGTERM before it is done. It may be there in part already, where the container starts again.
 * `lost+found` of a block device is root's alone. Kubernetes replaces `$(NAME)` of variables: the container has none.
 */
const SCRIPT = `
from=$1 to=$2 most=$3 size=$4
fail() { echo "dataset cache: $*" >&2; exit 1; }
kib() { set -- $(du -sk "$1/." 2>/dev/null); echo "\${1:-0}"; }
mi() { echo "$((($1 + 1023) / 1024))Mi"; }
progress() { while sleep 10 >/dev/null 2>&1; do echo "dataset cache: $(mi "$(kib "$to")") of $all"; done; }
copy() {
  [ -e "$from/lost+found" ] || { cp -RPf "$from/." "$to/"; return; }
  for entry in "$from"/* "$from"/.[!.]* "$from"/..?*; do
    [ "$entry" = "$from/lost+found" ] && continue
    [ -e "$entry" ] || [ -L "$entry" ] || continue
    cp -RPf "$entry" "$to/" || return 1
  done
}
[ -d "$from" ] || fail "the dataset has no folder $from"
taken=$(kib "$from")
[ "$taken" -gt 0 ] || fail "$from is empty, or du cannot tell its size"
all=$(mi "$taken")
[ "$taken" -le "$most" ] || fail "does not fit: $from takes $all, and the cache has $size. Give it a larger size, or cache a part"
echo "dataset cache: copies $all from $from to $to, which has room for $size"
copy & copying=$!
progress & telling=$!
trap 'kill "$copying" "$telling" 2>/dev/null; exit 143' TERM INT
wait "$copying"; ended=$?
kill "$telling" 2>/dev/null
[ "$ended" -eq 0 ] || fail "could not copy all of $from (its reasons stand above)"
echo "dataset cache: done"
`.trimStart();

const KIBIBYTE = 1024n;

/** A command that copies what is in a folder to another one, and fails where it is more than `size`. */
export function copyCommand(from: string, to: string, size: string): readonly string[] {
  return ['sh', '-c', SCRIPT, 'copy', from, to, String(wholeUnits(size) / KIBIBYTE), size];
}
