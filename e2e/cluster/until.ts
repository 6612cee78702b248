import { poll } from '../poll';

const POLL_MS = 100;

/** Waits until something is so; fails with what it waited for and with the last reason why it was not. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean, seconds = 30): Promise<void> {
  await found(what, async () => ((await isSo()) ? true : undefined), seconds);
}

/** Waits until something is there, and answers with it. A server that can't be asked now is asked again. */
export async function found<T>(what: string, find: () => Promise<T | undefined>, seconds = 30): Promise<T> {
  let reason = '';
  const attempt = async (): Promise<T | undefined> => {
    reason = '';
    return find().catch((error: unknown) => {
      reason = `: ${error instanceof Error ? error.message : String(error)}`;
      return undefined;
    });
  };
  return poll({ seconds, everyMilliseconds: POLL_MS }, attempt, () => `after ${seconds} s it is still not so that ${what}${reason}`);
}
