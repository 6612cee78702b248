import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const MARKER = 'complete';

/** The user's cache, which outlives every run. */
export function cacheFolder(): string {
  const { CDK8S_ML_CACHE: own, XDG_CACHE_HOME: xdg } = process.env;
  return own ?? join(xdg ?? join(homedir(), '.cache'), 'cdk8s-ml');
}

/** A short name for whatever decides a result. */
export function keyOf(inputs: readonly string[]): string {
  return createHash('sha256').update(inputs.join('\0')).digest('hex').slice(0, 16);
}

/** The content of a folder's files, with their names. */
export function contentOf(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => [file, readFileSync(join(folder, file), 'utf8')]);
}

/** A finished folder of the cache, if it is there. */
function findCached(name: string): string | undefined {
  const folder = join(cacheFolder(), name);
  return existsSync(join(folder, MARKER)) ? folder : undefined;
}

/**
 * The finished folder of that name, made if it is not there: in a place of its own and moves it where others find it only when it is finished, so that an interrupted
 * run leaves nothing that looks complete, and two runs at once don't meet.
 */
export async function cached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const finished = findCached(name);
  if (finished !== undefined) return finished;
  const folder = join(cacheFolder(), name);
  const draft = `${folder}.draft-${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await make(draft);
    writeFileSync(join(draft, MARKER), '');
    if (findCached(name) === undefined) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(draft, folder);
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}
