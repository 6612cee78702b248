import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, keyOf } from '../provision/cache';
import { say } from '../provision/say';
import { output } from './command';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11'];
/** The versions that all pinned packages have wheels for. */
const FITS =
  'import sys, venv, ensurepip, platform; print(sys.version, platform.machine()); sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))';

function versionOf(python: string): string | undefined {
  try {
    return output(python, ['-c', FITS]);
  } catch {
    return undefined;
  }
}

/** The interpreter of an environment with the pinned packages, which the first run installs; undefined where there is no Python from 3.11 to 3.13. */
export async function python(): Promise<string | undefined> {
  const { PYTHON } = process.env;
  for (const candidate of PYTHON === undefined ? CANDIDATES : [PYTHON]) {
    const version = versionOf(candidate);
    if (version === undefined) continue;
    const key = keyOf([version, readFileSync(REQUIREMENTS, 'utf8')]);
    const environment = await cached(`checkov-${key}`, async (target) => install(candidate, target));
    return join(environment, 'bin/python');
  }
  return undefined;
}

/** Scripts in `bin` keep the path that they were installed under; the interpreter finds its packages wherever the environment is moved to. */
function install(interpreter: string, target: string): void {
  say('installing checkov (only the first time)');
  output(interpreter, ['-m', 'venv', target]);
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:', '--requirement', REQUIREMENTS];
  output(join(target, 'bin/python'), pip);
}
