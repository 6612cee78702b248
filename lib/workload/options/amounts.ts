import type { Amounts } from '../../values/resources';

/** What every container may ask for: the pod gets the most that one of its init containers asks for, and no more than the program has. */
const COMMON = ['cpu', 'memory', 'ephemeral-storage'];

/** The program's own amounts for another container of its pod, which keep the pod's class, without its GPUs and other devices. */
export function withoutDevices({ requests, limits }: Amounts): Amounts {
  const common = (amounts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(amounts).filter(([name]) => COMMON.includes(name)));
  return { requests: common(requests), limits: common(limits) };
}
