import { setTimeout as sleep } from 'node:timers/promises';

const CLIENTS = 2;
const PAUSE_MILLISECONDS = 20;

/** Clients that ask again and again until they are stopped; what they were answered, or why they were not. */
export class Traffic {
  private readonly answers: unknown[] = [];
  private readonly clients: Promise<void>[];
  private stopped = false;

  public constructor(ask: () => Promise<number>) {
    this.clients = Array.from({ length: CLIENTS }, () => this.run(ask));
  }

  public async stop(): Promise<readonly unknown[]> {
    this.stopped = true;
    await Promise.all(this.clients);
    return this.answers;
  }

  private async run(ask: () => Promise<number>): Promise<void> {
    while (!this.stopped) {
      this.answers.push(await ask().catch((error: unknown) => String(error)));
      await sleep(PAUSE_MILLISECONDS);
    }
  }
}

/** Holds something back until it is released, as often as one likes. */
export class Held {
  public readonly released: Promise<void>;
  private resolve = (): void => undefined;

  public constructor() {
    this.released = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  public release(): void {
    this.resolve();
  }
}
