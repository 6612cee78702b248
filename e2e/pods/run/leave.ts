/** What is still to be undone when this process ends, the last made first. */
const pending: (() => void)[] = [];

/** Signals that end a process before its `exit` event: they are turned into an exit. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

let listening = false;

/** Has something done when this process ends by itself or by a signal; the result takes it back. */
export function endWithProcess(undo: () => void): () => void {
  listen();
  pending.unshift(undo);
  return () => {
    if (pending.includes(undo)) pending.splice(pending.indexOf(undo), 1);
  };
}

function listen(): void {
  if (listening) return;
  listening = true;
  process.on('exit', () => {
    for (const undo of pending) undo();
  });
  // A test runner that is interrupted may leave this process behind.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.exit(SIGNALS.SIGHUP), 1000).unref();
  for (const [signal, code] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(code));
}
