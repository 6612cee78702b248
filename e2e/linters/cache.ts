import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

function folder(): string {
  const { CDK8S_ML_CACHE, XDG_CACHE_HOME = join(homedir(), '.cache') } = process.env;
  return CDK8S_ML_CACHE ?? join(XDG_CACHE_HOME, 'cdk8s-ml');
}

/**
 * A folder that holds what `make` has put into it, made once for all runs with the same inputs. What fails or is interrupted leaves nothing that
 * a later run would take, and of two runs at once the second takes what the first has made.
 */
export function cached(name: string, inputs: readonly string[], make: (target: string) => void): string {
  const hash = createHash('sha256').update(inputs.join('\0')).digest('hex').slice(0, 16);
  const target = join(folder(), `${name}-${hash}`);
  if (existsSync(target)) return target;
  mkdirSync(folder(), { recursive: true });
  const draft = mkdtempSync(`${target}.`);
  try {
    make(draft);
    moveTo(target, draft);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return target;
}

function moveTo(target: string, draft: string): void {
  try {
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}
