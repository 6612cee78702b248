import { setTimeout as sleep } from 'node:timers/promises';

/** How often, and how long, something is asked for. */
export interface Patience {
  readonly seconds: number;
  readonly everyMilliseconds: number;
}

/** Asks until there is a value. Fails when asking does, or with the `failure` when the time is over. */
export async function poll<T>(
  { seconds, everyMilliseconds }: Patience,
  find: () => Promise<T | undefined> | T | undefined,
  failure: () => string,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(failure());
    await sleep(everyMilliseconds);
  }
}
