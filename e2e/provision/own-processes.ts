import type { ChildProcess } from 'node:child_process';

const alive = new Set<ChildProcess>();

/** However this process ends, a child that it started does not outlive it. (A kill that can't be caught closes the child's input instead.) */
export function endWithUs(child: ChildProcess): void {
  alive.add(child);
  child.once('exit', () => alive.delete(child));
}

process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
