const began = process.hrtime.bigint();

/** Progress, on stderr: what is said on stdout is a result. */
export function say(text: string): void {
  const seconds = Number((process.hrtime.bigint() - began) / 100_000_000n) / 10;
  process.stderr.write(`e2e ${seconds.toFixed(1).padStart(6)}s  ${text}\n`);
}

/** Something that this machine lacks; not a failure of what is tested. */
export class Missing extends Error {}
