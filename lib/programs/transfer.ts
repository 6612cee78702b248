// Written by `npm run programs` from transfer.sh.

/** The text of transfer.sh. */
export const TRANSFER = `# Copies a folder with rclone, so that what is there already is left alone, and verifies the result by checksums.
# usage: sh transfer.sh copy|sync FROM TO [ROOT MARKER ORIGIN]
# With ROOT, the volume that is filled, the file MARKER with the text of ORIGIN is written in its .cdk8s-ml at the very end.
# CREDENTIALS is a folder with files named as the variables of S3's keys.
verb=$1 from=$2 to=$3
shift 3
say() { echo "transfer: $*"; }
fail() { say "failed: $*"; exit 1; }
trap 'kill "$running" 2>/dev/null; exit 143' TERM INT
running=
# Beside the shell, which otherwise would not hear SIGTERM before it is done.
beside() { "$@" & running=$!; wait "$running"; }
transfer() {
  beside rclone "$@" --filter '- /.cdk8s-ml/**' --filter '- /lost+found/**' --stats 10s --stats-one-line --stats-log-level NOTICE
}

for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN; do
  [ -f "$CREDENTIALS/$name" ] || continue
  value=$(cat "$CREDENTIALS/$name")
  export "$name=$value"
done
if [ -n "$CREDENTIALS" ] && { [ -z "$AWS_ACCESS_KEY_ID" ] || [ -z "$AWS_SECRET_ACCESS_KEY" ]; }; then
  fail "the Secret has no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
fi

if [ "$#" -gt 0 ]; then
  own=$1/.cdk8s-ml marker=$1/.cdk8s-ml/$2 origin=$3
  mkdir -p "$own" || fail "can't write to the dataset"
  exec 9>"$own/lock-$2"
  if ! flock -n 9 2>/dev/null && [ ! -e "$marker" ]; then
    say "another pod fills the dataset, or the volume has no locks; waits where it has"
    beside flock 9 2>/dev/null
  fi
  if [ -e "$marker" ]; then
    say "$to is complete: $marker is there"
    exit 0
  fi
fi

first=$(rclone lsf -R --files-only --filter '- /.cdk8s-ml/**' --filter '- /lost+found/**' "$from" | head -n 1)
[ -n "$first" ] || fail "there is nothing at $from, or it can't be read (the reasons stand beside this)"
say "$verb from $from to $to"
transfer "$verb" "$from" "$to" || fail "not all was copied; a retry goes on from here"
say "verifies $to"
transfer check --one-way "$from" "$to" || fail "$to is not as $from; was it written meanwhile?"
if [ "$#" -gt 0 ]; then
  # Data first, then the marker: whoever sees it sees all of them.
  sync -f "$to" 2>/dev/null || sync
  draft=$(mktemp "$marker.XXXXXX") || fail "can't write $marker"
  { cat "$origin" >"$draft" && chmod 644 "$draft" && { sync "$draft" 2>/dev/null || sync; } && mv "$draft" "$marker"; } || fail "can't write $marker"
  sync "$own" 2>/dev/null || sync
fi
say "done"
`;
