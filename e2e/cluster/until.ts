const POLL_MS = 100;

/** Waits until something is so; fails with what it waited for and with the last reason why it was not. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean, seconds = 30): Promise<void> {
  await found(what, async () => ((await isSo()) ? true : undefined), seconds);
}

/** Waits until something is there, and answers with it. */
export async function found<T>(what: string, find: () => Promise<T | undefined>, seconds = 30): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const { value, reason } = await attempt(find);
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`after ${seconds} s it is still not so that ${what}${reason}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function attempt<T>(find: () => Promise<T | undefined>): Promise<{ value: T | undefined; reason: string }> {
  try {
    return { value: await find(), reason: '' };
  } catch (error) {
    return { value: undefined, reason: `: ${error instanceof Error ? error.message : String(error)}` };
  }
}
