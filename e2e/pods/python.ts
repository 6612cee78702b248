import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SCRIPTS = join(__dirname, '../../scripts');
const EXIT_SKIPPED = 75;
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The Python packages that stand for those of the images. */
export interface Python {
  readonly executable: string;
  /** PATH of the images, this Python first. */
  readonly path: string;
  /** The folders that the packages and their Python are in. */
  readonly folders: readonly string[];
}

export type PythonOrReason = Python | { readonly missing: string };

/** The environment that scripts/test-python.sh makes and keeps, or why there is none. */
export function pythonForImages(): PythonOrReason {
  return madeBy('test-python.sh', '--print-environment');
}

/** That of scripts/framework-environment.sh. */
export function pythonFor(framework: string): PythonOrReason {
  return madeBy('framework-environment.sh', framework);
}

function madeBy(script: string, argument: string): PythonOrReason {
  const { status, stdout, stderr } = spawnSync('bash', [join(SCRIPTS, script), argument], { encoding: 'utf8' });
  if (status === EXIT_SKIPPED) return { missing: stderr.trim().replace(/^skipped: /, '') };
  if (status !== 0) throw new Error(`no Python environment:\n${stderr}`);
  const folder = stdout.trim();
  const executable = join(folder, 'bin/python');
  return {
    executable,
    path: `${join(folder, 'bin')}:${SYSTEM_PATH}`,
    // The environment only links to the interpreter and its library.
    folders: [...new Set([folder, dirname(dirname(realpathSync(executable)))])],
  };
}
