import { wholeUnits } from '../values/quantity';

/**
 * A program of `sh`, `cp`, `du` and `sleep` alone, that writes nowhere but to its target.
 * The copy runs beside the shell, which otherwise would not hear SIGTERM before it is done. It may be there in part already, where the container starts again.
 * What tells its progress is ended by KILL: a shell that has just been forked still has the traps of the other, and loses a TERM.
 * `lost+found` of a block device is root's alone. Kubernetes replaces `$(NAME)` of variables: the container has none.
 */
const FUNCTIONS = `
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
`.trimStart();

const COPY = `
[ -d "$from" ] || fail "the dataset has no folder $from"
taken=$(kib "$from")
[ "$taken" -gt 0 ] || fail "$from is empty, or du cannot tell its size"
all=$(mi "$taken")
[ "$taken" -le "$most" ] || fail "does not fit: $from takes $all, and the cache has $size. Give it a larger size, or cache a part"
echo "dataset cache: copies $all from $from to $to, which has room for $size"
copy & copying=$!
progress 9>&- & telling=$!
trap 'kill "$copying" "$telling" 2>/dev/null; exit 143' TERM INT
wait "$copying"; ended=$?
kill -KILL "$telling" 2>/dev/null
[ "$ended" -eq 0 ] || fail "could not copy all of $from (its reasons stand above)"
echo "dataset cache: done"
`.trimStart();

/**
 * Before and after the copy, where several pods of one node share its volume. The lock is the kernel's: it goes with the process that holds it, however that ends.
 * The first process of a container hears no signal that it does not ask for, so that who waits asks for it too.
 * What is copied has its name when it is whole, by one rename; what another has left half-way is removed, folders without write permission too.
 */
const SHARE = `
volume=$to whole=$to/data to=$to/data.part
found() { echo "dataset cache: is filled already"; exit 0; }
[ -d "$whole" ] && found
exec 9>"$volume/.lock" || fail "cannot write to its volume"
trap 'exit 143' TERM INT
told=
until flock -n 9; do
  [ -n "$told" ] || echo "dataset cache: waits for the pod that fills it"
  told=1
  sleep 2
done
[ -d "$whole" ] && found
[ ! -d "$to" ] || { chmod -R u+rwX "$to" && rm -rf "$to"; } || fail "cannot remove what a pod has left half-way in $to"
mkdir "$to" || fail "cannot write to its volume"
`.trimStart();

const SHARED = `${FUNCTIONS}${SHARE}${COPY}mv "$to" "$whole" || fail "could not name the copy $whole"\n`;
const ALONE = `${FUNCTIONS}${COPY}`;

const KIBIBYTE = 1024n;

function command(script: string, from: string, to: string, size: string): readonly string[] {
  return ['sh', '-c', script, 'copy', from, to, String(wholeUnits(size) / KIBIBYTE), size];
}

/** A command that copies what is in a folder to another one, and fails where it is more than `size`. */
export function copyCommand(from: string, to: string, size: string): readonly string[] {
  return command(ALONE, from, to, size);
}

/** Where a shared copy is in its volume. */
export const SHARED_FOLDER = 'data';

/** As `copyCommand`, to `SHARED_FOLDER` in a volume that several pods of one node have: one copies while the others wait, and who comes later finds it. It needs `flock`, `mv`, `rm` and `chmod` besides. */
export function sharedCopyCommand(from: string, volume: string, size: string): readonly string[] {
  return command(SHARED, from, volume, size);
}
