/**
 * A program of `sh`, `test` and `sleep` alone. The sleep runs beside the shell, which otherwise would not hear SIGTERM before it is over.
 * Kubernetes replaces `$(NAME)` of variables: the container has none.
 */
const SCRIPT = `
marker=$1 what=$2 waited=0
trap 'kill "$sleeping" 2>/dev/null; exit 143' TERM INT
while ! test -f "$marker"; do
  [ "$((waited % 60))" -ne 0 ] || echo "waits for $what, since $waited s: $marker is not there"
  sleep 5 & sleeping=$!
  wait "$sleeping"
  waited=$((waited + 5))
done
echo "$what is done: $marker is there"
`.trimStart();

/** A command that waits until a file is there, and tells every minute that it waits for `what`. */
export function waitCommand(marker: string, what: string): readonly string[] {
  return ['sh', '-c', SCRIPT, 'wait', marker, what];
}
