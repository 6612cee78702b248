import { spawnSync } from 'node:child_process';

interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes that are no failure: linters have one for findings. */
  readonly codes?: readonly number[];
}

/**
 * What a program writes to standard output.
 *
 * @throws with what it wrote to standard error, if it ends with another code than those
 */
export function output(program: string, args: readonly string[], { codes = [0], ...options }: CommandOptions = {}): string {
  const { error, status, stdout, stderr } = spawnSync(program, args, { ...options, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (error !== undefined) throw error;
  if (!codes.includes(status ?? -1)) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout;
}
